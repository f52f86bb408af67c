#pragma once

#include "model/time.hpp"

#include <chrono>
#include <optional>

namespace docker_monitor::terminal {

/// Returns the server's clock less the local one. `newest` is the server's time of its newest
/// sample, which was taken at most `age` before `wall`. Returns 0 for differences up to three
/// seconds, which may be the delay of the network, and for implausible ones.
std::chrono::nanoseconds clock_skew(
    std::optional<model::engine_time> newest, std::chrono::system_clock::time_point wall,
    std::chrono::nanoseconds age);

} // namespace docker_monitor::terminal
