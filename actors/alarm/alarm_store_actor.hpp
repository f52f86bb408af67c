#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Keeps on disk what must survive us. Waits for the disk, so it must be spawned detached; nobody
/// waits for it. On exit it handles what was sent before, then commits and ends.
using alarm_store_actor = caf::typed_actor<
    // Takes whom it tells of its trouble; what there is to tell already is told at once.
    caf::reacts_to<self_alarm_actor>,
    // Takes one who saves here: it is told when what was saved is lost.
    caf::reacts_to<saver_actor>,
    // Takes what must be committed together.
    caf::reacts_to<commit_batch>,
    // Takes what became of alarms at a sink.
    caf::reacts_to<delivery_report>,
    // Answers from the history.
    caf::reacts_to<alarm_log_query>,
    // Commits what has come together. Sent by itself.
    caf::reacts_to<commit_atom>,
    // Ends; all that was sent before has been handled. Sent by itself.
    caf::reacts_to<end_atom>>;

} // namespace docker_monitor::actors
