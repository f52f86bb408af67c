#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

#include <cstdint>

namespace docker_monitor::actors {

/// Keeps the metric history of the last minutes in memory, and answers queries for all of it. On
/// exit it handles the messages sent before, sends the rest to the store and ends.
using history_keeper_actor = caf::typed_actor<
    // Takes the samples of a round.
    caf::reacts_to<model::snapshot_ptr>,
    // Takes the readings of a round, in place of samples: on the hub of a fleet.
    caf::reacts_to<model::history_round_ptr>,
    // Answers a query, or lets the store add what it has.
    caf::reacts_to<metric_history_query>,
    // The store has written a batch and is ready for the next one.
    caf::reacts_to<kept_atom>,
    // The store opened its file only now; its rows are older than this, in seconds since the epoch.
    caf::reacts_to<opened_atom, std::int64_t>,
    // Ends. Sent by itself.
    caf::reacts_to<end_atom>>;

} // namespace docker_monitor::actors
