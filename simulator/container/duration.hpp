#pragma once

#include <chrono>
#include <cstdint>

namespace docker_monitor::simulator {

/// Converts computed seconds to a duration.
inline std::chrono::nanoseconds to_duration(double seconds) {
  return std::chrono::nanoseconds{static_cast<std::int64_t>(seconds * 1e9)};
}

} // namespace docker_monitor::simulator
