#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

#include <cstdint>

namespace docker_monitor::actors {

/// Has the figures of the last minutes in memory, and answers for all of them. On exit it handles
/// what was sent before, hands the rest over to the store and ends.
using history_keeper_actor = caf::typed_actor<
    // Takes the samples of a round.
    caf::reacts_to<model::snapshot_ptr>,
    // Answers, or lets the store add what it has.
    caf::reacts_to<metric_history_query>,
    // The store has written a batch and takes the next one.
    caf::reacts_to<kept_atom>,
    // The store has its file only now; what is there is older than so many seconds since the epoch.
    caf::reacts_to<opened_atom, std::int64_t>,
    // Ends. Sent by itself.
    caf::reacts_to<end_atom>>;

} // namespace docker_monitor::actors
