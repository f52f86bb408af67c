#pragma once

#include <chrono>
#include <string>

namespace docker_monitor::http {

/// The form the Date field has, in English whatever the locale: `Sun, 22 Nov 2026 10:28:15 GMT`.
std::string http_date(std::chrono::system_clock::time_point time);

} // namespace docker_monitor::http
