#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Follows one host of a fleet, on the hub.
using host_follower_actor = caf::typed_actor<
    // Takes a message of the host.
    caf::reacts_to<fleet_delivery>,
    // Decides whether the host is present. The listener sends it twice a second.
    caf::reacts_to<fleet_tick>,
    // Takes the changed entry of the host in the roster.
    caf::reacts_to<fleet_member_changed>,
    // NATS refused a message of the host.
    caf::reacts_to<fleet_refusal>,
    // Saves everything again: the store lost its contents.
    caf::reacts_to<saved_lost>,
    // Removes the host everywhere and ends.
    caf::reacts_to<end_atom>>;

} // namespace docker_monitor::actors
