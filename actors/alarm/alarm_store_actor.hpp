#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Stores on disk what must survive a restart. It waits for the disk, so it must be spawned
/// detached; no other actor waits for it. On exit it handles the messages sent before, commits and
/// ends.
using alarm_store_actor = caf::typed_actor<
    // Takes the actor to which failures are reported; a current one is reported at once.
    caf::reacts_to<self_alarm_actor>,
    // Registers an actor that saves states here: it is notified when saved states are lost.
    caf::reacts_to<saver_actor>,
    // Takes data that must be committed together.
    caf::reacts_to<commit_batch>,
    // Takes the results of deliveries to a sink.
    caf::reacts_to<delivery_report>,
    // Answers a query of the alarm log.
    caf::reacts_to<alarm_log_query>,
    // Commits the waiting data. Sent by itself.
    caf::reacts_to<commit_atom>,
    // Ends, after all messages sent before were handled. Sent by itself.
    caf::reacts_to<end_atom>>;

} // namespace docker_monitor::actors
