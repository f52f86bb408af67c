#include "sinks/make_sink.hpp"

#include "sinks/amqp_sink.hpp"
#include "sinks/log_sink.hpp"

#include <unistd.h>

namespace docker_monitor::sinks {

std::unique_ptr<sink> make_sink(const sink_url& url) {
  if (url.kind == sink_kind::amqp)
    return std::make_unique<amqp_sink>(url.amqp);
  return std::make_unique<log_sink>(STDOUT_FILENO);
}

} // namespace docker_monitor::sinks
