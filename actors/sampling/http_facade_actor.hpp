#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Collects the rows of all containers and publishes them as snapshots.
using http_facade_actor = caf::typed_actor<
    // Takes changed and removed containers; published within 100 ms.
    caf::reacts_to<containers_changed>,
    // Takes the newest samples of some pollers; published with the round.
    caf::reacts_to<samples_taken>,
    // Takes the state of the connection to the engine; published within 100 ms.
    caf::reacts_to<model::engine_status>,
    // Takes the actor that counts OOM kills over all runs of a container.
    caf::reacts_to<oom_kills_actor>,
    // Ends a sampling round: publishes its changes. Sent by itself.
    caf::reacts_to<round_atom>,
    // Publishes waiting changes. Sent by itself.
    caf::reacts_to<show_atom>>;

} // namespace docker_monitor::actors
