#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Reports to the hub of a fleet and answers its queries.
using fleet_reporter_actor = caf::typed_actor<
    // Answers a query of the hub.
    caf::reacts_to<fleet_query>,
    // Sends the changes. The actor sends it to itself once a second.
    caf::reacts_to<tick_atom>>;

} // namespace docker_monitor::actors
