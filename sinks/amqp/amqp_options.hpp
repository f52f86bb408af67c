#pragma once

#include <cstdint>
#include <string>

namespace docker_monitor::sinks {

/// The form of the message's body.
enum class amqp_profile : std::uint8_t {
  standard,      ///< `model::to_json`
  alarm_manager, ///< `model::to_alarm_manager_json`: dojot's alarm-manager drops other forms
};

/// The broker, the queue, and the form of messages.
struct amqp_options {
  std::string host = "localhost"; ///< a name or an address, IPv6 without brackets
  std::uint16_t port = 5672;
  std::string user = "guest";
  std::string password = "guest";
  std::string vhost = "/";
  std::string exchange = "alarms.exchange"; ///< declared direct and durable
  std::string key = "alarms";
  std::string queue = "alarms.queue"; ///< declared durable and bound to the exchange by the key
  sinks::amqp_profile profile = sinks::amqp_profile::standard;
  bool logs = false; ///< includes the last log lines
};

} // namespace docker_monitor::sinks
