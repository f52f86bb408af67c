#pragma once

#include "terminal/client/overview.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::terminal {

/// Returns the subject: the container's name, or `host HOST` or the like.
std::string subject_of(const model::alarm& alarm);

/// Returns true for an alarm that was open and is closed; false for one that only ends another.
bool has_ended(const model::alarm& alarm);

/// Returns what happened and why: `container went down: crashed, exit code 137 (SIGKILL)`.
std::string explanation_of(const model::alarm& alarm);

/// Returns what happened without the reasons: `container went down`.
std::string sentence_of(const model::alarm& alarm);

/// Returns an exit code with the signal it stands for: `137 (SIGKILL)`.
std::string exit_code_text(std::int64_t code);

/// Returns `open` or `ended` for an alarm that lasts, `clear` for one that ends another, else
/// `event`.
std::string_view state_word(const shown_alarm& alarm, const overview& known);

} // namespace docker_monitor::terminal
