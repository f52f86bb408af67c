#include "sinks/make_sink.hpp"

#include "sinks/alertmanager/alertmanager_sink.hpp"
#include "sinks/amqp/amqp_sink.hpp"
#include "sinks/log/log_sink.hpp"
#include "sinks/mqtt/mqtt_sink.hpp"
#include "sinks/smtp/smtp_sink.hpp"
#include "sinks/webhook/webhook_sink.hpp"

#include <chrono>

#include <unistd.h>

namespace docker_monitor::sinks {

namespace {

moment now() {
  return {std::chrono::system_clock::now(), std::chrono::steady_clock::now()};
}

} // namespace

std::unique_ptr<sink> make_sink(const sink_url& url) {
  const auto lines = url.logs ? model::log_lines::included : model::log_lines::left_out;
  switch (url.kind) {
  case sink_kind::amqp: {
    auto options = url.amqp;
    options.logs = url.logs;
    return std::make_unique<amqp_sink>(std::move(options));
  }
  case sink_kind::webhook:
    return std::make_unique<webhook_sink>(url.webhook, lines);
  case sink_kind::alertmanager:
    return std::make_unique<alertmanager_sink>(url.alertmanager, url.heartbeat, now);
  case sink_kind::mqtt:
    return std::make_unique<mqtt_sink>(url.mqtt, lines);
  case sink_kind::smtp:
    return std::make_unique<smtp_sink>(url.smtp, lines);
  case sink_kind::fleet: // no URL names it; the agent makes it with its connection
  case sink_kind::log:
    break;
  }
  return std::make_unique<log_sink>(STDOUT_FILENO, lines);
}

} // namespace docker_monitor::sinks
