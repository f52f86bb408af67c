#pragma once

#include "model/alarm/alarm.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// An alarm and whom it concerns.
struct addressed_alarm {
  model::alarm_ptr alarm;         ///< not null
  bool shown = true;              ///< part of the history that clients see
  std::vector<std::size_t> sinks; ///< numbers of those it is for
  bool amends = false;            ///< it replaces what was told of it before
};

/// A person has taken notice of an alarm.
struct acknowledgement {
  std::string id; ///< of the alarm
  std::string by;
  engine_time at{};
};

/// The member `acknowledged` of an alarm, and what ends its JSON: `,"acknowledged":{…}}`.
std::string acknowledged_json(const acknowledgement& taken);

} // namespace docker_monitor::model
