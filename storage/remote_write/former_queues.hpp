#pragma once

#include "model/time.hpp"
#include "storage/data_directory.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace docker_monitor::storage {

/// Applies to the queues of receivers that are no longer configured what applies to the alarms that
/// wait for such a sink: what they hold stays for a receiver that comes back, until it is older
/// than `oldest`. An empty queue is removed. Logs what waits. `keys` identify the receivers that
/// are configured.
void prune_former_queues(
    const data_location& location, const std::vector<std::string>& keys, model::engine_time now,
    std::chrono::hours oldest);

} // namespace docker_monitor::storage
