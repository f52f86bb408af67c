#pragma once

#include <chrono>
#include <string>

namespace docker_monitor::http {

/// Returns the value of a Date field, in English in any locale: `Sun, 22 Nov 2026 10:28:15 GMT`.
std::string http_date(std::chrono::system_clock::time_point time);

} // namespace docker_monitor::http
