#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Makes alarms of what happened, and hands each to the store and to the sinks it is for.
using alarm_router_actor = caf::typed_actor<
    // Takes transitions in the order they happened.
    caf::reacts_to<transitions>,
    // Takes what an inspection told, for alarms that wait for it.
    caf::reacts_to<container_facts>,
    // Takes the last lines of a container that went down, for the alarm that waits for them.
    caf::reacts_to<container_logs>,
    // Takes what is to be told of the engine itself.
    caf::reacts_to<engine_news>,
    // Takes our own trouble.
    caf::reacts_to<self_alarm>,
    // Goes on with other rules.
    caf::reacts_to<new_rules>,
    // Carries out a request that came through the control socket.
    caf::replies_to<operator_request>::with<operator_answer>,
    // Tells the store everything again: it lost what it had.
    caf::reacts_to<saved_lost>,
    // Lets alarms go that have waited long enough. Sent by itself.
    caf::reacts_to<expire_atom>,
    // Looks after what takes longer: incidents, loops. Sent by itself once a second.
    caf::reacts_to<tick_atom>>;

} // namespace docker_monitor::actors
