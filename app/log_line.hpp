#pragma once

#include "model/time.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::app {

/// One line of the log as JSON, without its end: `{"time":…,"level":…,"message":…}`. Invalid UTF-8
/// becomes U+FFFD.
std::string
json_log_line(model::engine_time time, std::string_view level, std::string_view message);

/// The same as text: time, level and message. Whatever the message holds, it is valid UTF-8 and one
/// line, in which control characters are escaped.
std::string
text_log_line(model::engine_time time, std::string_view level, std::string_view message);

} // namespace docker_monitor::app
