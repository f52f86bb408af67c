#pragma once

#include "model/alarm/alarm.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::terminal {

/// An alarm of the API. All its texts but the ids are safe to print, on one line each; only
/// `probe_output` has newlines.
struct shown_alarm : model::alarm {
  std::string acknowledged_by; ///< empty: by nobody
  std::optional<model::engine_time> acknowledged_at;
  bool host_away = false; ///< it was open when its host was lost, so its state is unknown
};

/// Reads an alarm of the API. Returns none for anything else.
std::optional<shown_alarm> parse_shown_alarm(std::string_view json);

} // namespace docker_monitor::terminal
