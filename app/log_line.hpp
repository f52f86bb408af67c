#pragma once

#include "model/time.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::app {

/// One line of the log as JSON, without its end: `{"time":…,"level":…,"message":…}`. Invalid UTF-8
/// becomes U+FFFD.
std::string
json_log_line(model::engine_time time, std::string_view level, std::string_view message);

} // namespace docker_monitor::app
