#pragma once

#include "model/time.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::app {

/// Returns one line of the log as JSON, without a line end: `{"time":…,"level":…,"message":…}`.
/// Invalid UTF-8 becomes U+FFFD.
std::string
json_log_line(model::engine_time time, std::string_view level, std::string_view message);

/// Returns one line of the log as text: time, level and message. The line is valid UTF-8, and
/// control characters are escaped.
std::string
text_log_line(model::engine_time time, std::string_view level, std::string_view message);

} // namespace docker_monitor::app
