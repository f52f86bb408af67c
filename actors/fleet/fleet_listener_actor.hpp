#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Runs one follower per host of the roster, on the hub of a fleet, and sends their ticks.
using fleet_listener_actor = caf::typed_actor<
    // Spawns, updates and ends followers as hosts are invited, revoked and removed.
    caf::reacts_to<fleet_roster_changed>,
    // Takes the state of the hub's connection to NATS.
    caf::reacts_to<fleet_connection>,
    // Takes a refusal by NATS and passes it to the follower of the host.
    caf::reacts_to<fleet_refusal>,
    // Makes all followers save everything again.
    caf::reacts_to<saved_lost>,
    // Ticks the followers, expires queries and feeds the history of hosts. The actor sends it to
    // itself twice a second.
    caf::reacts_to<tick_atom>>;

} // namespace docker_monitor::actors
