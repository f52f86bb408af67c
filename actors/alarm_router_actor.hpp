#pragma once

#include "actors/messages.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Makes alarms of transitions and hands each to every sink.
using alarm_router_actor = caf::typed_actor<
    // Takes transitions in the order they happened.
    caf::reacts_to<transitions>,
    // Takes what an inspection told, for alarms that wait for it.
    caf::reacts_to<container_facts>,
    // Lets alarms go that have waited long enough. Sent by itself.
    caf::reacts_to<expire_atom>>;

} // namespace docker_monitor::actors
