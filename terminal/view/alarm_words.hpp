#pragma once

#include "model/alarm/alarm.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::terminal {

/// Reads an alarm as the API tells it, its texts made safe to print; none where it is none.
std::optional<model::alarm> parse_shown_alarm(std::string_view json);

/// Whom it is about: the container's name, or `engine of HOST` or the like.
std::string subject_of(const model::alarm& alarm);

/// True for what was open once and is told as closed since; false for what ends something.
bool has_ended(const model::alarm& alarm);

/// What happened and why: `container went down: crashed, exit code 137 (SIGKILL)`.
std::string account_of(const model::alarm& alarm);

} // namespace docker_monitor::terminal
