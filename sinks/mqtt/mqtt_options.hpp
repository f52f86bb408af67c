#pragma once

#include <cstdint>
#include <string>

namespace docker_monitor::sinks {

/// The MQTT broker and topic of alarms.
struct mqtt_options {
  bool tls = false;
  std::string host; ///< a name or an address, IPv6 without brackets
  std::uint16_t port = 1883;
  std::string user; ///< empty: no login
  std::string password;
  std::string topic = "docker-monitor/alarms"; ///< states are retained below it
};

} // namespace docker_monitor::sinks
