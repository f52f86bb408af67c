#pragma once

#include "engine/api/engine_client.hpp"

#include <chrono>
#include <optional>

namespace docker_monitor::engine {

/// Asks the engine for its identity and blocks until it answers, at most for this time. Returns
/// none if it does not answer in time, or refuses. A late answer is dropped.
std::optional<engine_identity>
query_identity(engine_client& client, std::chrono::milliseconds limit);

} // namespace docker_monitor::engine
