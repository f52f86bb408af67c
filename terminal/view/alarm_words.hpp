#pragma once

#include "model/alarm/alarm.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::terminal {

/// Reads an alarm of the API, with texts made safe to print. Returns none for anything else.
std::optional<model::alarm> parse_shown_alarm(std::string_view json);

/// Returns the subject: the container's name, or `engine of HOST` or the like.
std::string subject_of(const model::alarm& alarm);

/// Returns true for an alarm that was open and is closed; false for one that ends another.
bool has_ended(const model::alarm& alarm);

/// Returns what happened and why: `container went down: crashed, exit code 137 (SIGKILL)`.
std::string account_of(const model::alarm& alarm);

} // namespace docker_monitor::terminal
