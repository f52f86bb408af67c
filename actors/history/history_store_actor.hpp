#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Stores the metric history on disk. It waits for the disk, so it must be spawned detached. On
/// exit it handles the messages sent before, commits and ends.
using history_store_actor = caf::typed_actor<
    // Takes the actor to which failures are reported; a current one is reported at once.
    caf::reacts_to<self_alarm_actor>,
    // Takes rows to store; sends `kept_atom` to the sender when they are stored, and before that
    // `opened_atom` if the file was opened only after the start.
    caf::reacts_to<model::history_batch_ptr>,
    // Adds the rows on disk to an answer.
    caf::reacts_to<stored_history_query>,
    // Writes the waiting batches. Sent by itself.
    caf::reacts_to<commit_atom>,
    // Does a part of the compaction. Sent by itself.
    caf::reacts_to<compact_atom>,
    // Ends, after all messages sent before were handled. Sent by itself.
    caf::reacts_to<end_atom>>;

} // namespace docker_monitor::actors
