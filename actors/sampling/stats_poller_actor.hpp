#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Samples one running container, from its start to its end.
using stats_poller_actor = caf::typed_actor<
    // Takes the next reading; the supervisor sends it to the pollers of a slot at once.
    caf::reacts_to<slot_tick>,
    // Takes a reading from the source.
    caf::reacts_to<reading>,
    // Takes newer facts of the container.
    caf::reacts_to<model::container_ptr>>;

} // namespace docker_monitor::actors
