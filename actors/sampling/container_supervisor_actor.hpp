#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Keeps one poller per running container and one for the host, and wakes them.
using container_supervisor_actor = caf::typed_actor<
    // Starts and ends pollers as containers start and end.
    caf::reacts_to<containers_changed>,
    // Wakes the next slot of pollers. Sent by itself.
    caf::reacts_to<tick_atom>,
    // Returns the number of pollers that were replaced after a crash.
    caf::replies_to<show_atom>::with<std::uint64_t>>;

} // namespace docker_monitor::actors
