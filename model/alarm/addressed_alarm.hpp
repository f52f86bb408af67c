#pragma once

#include "model/alarm/alarm.hpp"

#include <cstddef>
#include <vector>

namespace docker_monitor::model {

/// An alarm and whom it concerns.
struct addressed_alarm {
  model::alarm_ptr alarm;         ///< not null
  bool shown = true;              ///< part of the history that clients see
  std::vector<std::size_t> sinks; ///< numbers of those it is for
};

} // namespace docker_monitor::model
