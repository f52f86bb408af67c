#pragma once

#include "model/time.hpp"

#include <chrono>
#include <optional>

namespace docker_monitor::terminal {

/// The server's clock less ours: `newest` is when it took its newest sample, at most `age` before
/// `wall`. 0 where that may be what was on its way, which is up to three seconds, and where the
/// difference is none that clocks have.
std::chrono::nanoseconds clock_skew(
    std::optional<model::engine_time> newest, std::chrono::system_clock::time_point wall,
    std::chrono::nanoseconds age);

} // namespace docker_monitor::terminal
