#pragma once

#include <caf/fwd.hpp>

#include <chrono>
#include <vector>

namespace docker_monitor::app {

/// Ends actors and waits until all have ended, at most `timeout` in total.
void end_actors(
    caf::actor_system& system, const std::vector<caf::actor>& actors,
    std::chrono::milliseconds timeout);

} // namespace docker_monitor::app
