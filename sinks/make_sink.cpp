#include "sinks/make_sink.hpp"

#include "sinks/amqp_sink.hpp"
#include "sinks/log_sink.hpp"

#include <unistd.h>

namespace docker_monitor::sinks {

std::unique_ptr<sink> make_sink(const sink_url& url) {
  const auto lines = url.logs ? model::log_lines::included : model::log_lines::left_out;
  if (url.kind == sink_kind::amqp) {
    auto options = url.amqp;
    options.logs = url.logs;
    return std::make_unique<amqp_sink>(std::move(options));
  }
  return std::make_unique<log_sink>(STDOUT_FILENO, lines);
}

} // namespace docker_monitor::sinks
