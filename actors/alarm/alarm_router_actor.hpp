#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Makes alarms, and sends each to the store and to its sinks.
using alarm_router_actor = caf::typed_actor<
    // Takes transitions in the order they happened.
    caf::reacts_to<transitions>,
    // Takes the result of an inspection, for alarms that wait for it.
    caf::reacts_to<container_facts>,
    // Takes the last lines of a container that went down, for the alarm that waits for them.
    caf::reacts_to<container_logs>,
    // Takes an event about the engine itself.
    caf::reacts_to<connection_event>,
    // Takes alarms of the hosts of a fleet.
    caf::reacts_to<received_alarms>,
    // Takes a failure of docker-monitor itself, or its end.
    caf::reacts_to<self_alarm>,
    // Replaces the rules.
    caf::reacts_to<new_rules>,
    // Executes a request from the control socket.
    caf::replies_to<operator_request>::with<operator_answer>,
    // Sends all states to the store again: it has lost them.
    caf::reacts_to<saved_lost>,
    // Makes the alarms whose deadline has passed. Sent by itself.
    caf::reacts_to<expire_atom>,
    // Expires incidents and loops, and evaluates samples. Sent by itself once a second.
    caf::reacts_to<tick_atom>>;

} // namespace docker_monitor::actors
