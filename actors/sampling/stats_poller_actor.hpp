#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Samples one running container. Lives from its start to its end.
using stats_poller_actor = caf::typed_actor<
    // Takes the next reading; sent by the supervisor to a slot of pollers at a time.
    caf::reacts_to<slot_tick>,
    // Takes the reading that the source gave.
    caf::reacts_to<reading>,
    // Takes newer facts of the container.
    caf::reacts_to<model::container_ptr>>;

} // namespace docker_monitor::actors
