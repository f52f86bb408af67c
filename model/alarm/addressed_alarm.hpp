#pragma once

#include "model/alarm/alarm.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// An alarm and its destinations.
struct addressed_alarm {
  model::alarm_ptr alarm;         ///< not null
  bool shown = true;              ///< part of the alarm log that clients see
  std::vector<std::size_t> sinks; ///< indices of the sinks it goes to
  bool is_update = false;         ///< it replaces the earlier version of the same alarm
};

/// A person's acknowledgement of an alarm.
struct acknowledgement {
  std::string id; ///< of the alarm
  std::string by;
  engine_time at{};
};

/// Returns the member `acknowledged` of an alarm with the end of its JSON: `,"acknowledged":{…}}`.
std::string acknowledged_json(const acknowledgement& taken);

} // namespace docker_monitor::model
