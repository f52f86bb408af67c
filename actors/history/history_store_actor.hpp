#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Keeps figures on disk. Waits for the disk, so it must be spawned detached. On exit it handles
/// what was sent before, then commits and ends.
using history_store_actor = caf::typed_actor<
    // Takes whom it tells of its trouble; what there is to tell already is told at once.
    caf::reacts_to<self_alarm_actor>,
    // Takes rows that must be kept; answers the sender with `kept_atom` when they are,
    // and before that with `opened_atom` where the file could be opened only after the start.
    caf::reacts_to<model::history_batch_ptr>,
    // Adds what is on disk to an answer.
    caf::reacts_to<stored_figures>,
    // Writes what waits. Sent by itself.
    caf::reacts_to<commit_atom>,
    // Does a piece of what is due in the file. Sent by itself.
    caf::reacts_to<compact_atom>,
    // Ends; all that was sent before has been handled. Sent by itself.
    caf::reacts_to<end_atom>>;

} // namespace docker_monitor::actors
