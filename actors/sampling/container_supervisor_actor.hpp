#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Keeps one poller per running container and one of the host, and their clock.
using container_supervisor_actor = caf::typed_actor<
    // Begins and ends pollers as containers come and go.
    caf::reacts_to<containers_changed>,
    // Wakes the next slot of pollers. Sent by itself.
    caf::reacts_to<tick_atom>,
    // Returns how many pollers had to be replaced because they crashed.
    caf::replies_to<show_atom>::with<std::uint64_t>>;

} // namespace docker_monitor::actors
