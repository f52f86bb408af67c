#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Carries alarms to one sink, for ever, in order per container. Blocks while its receiver is slow,
/// so it must be spawned detached; an answer may take as long as one attempt (five seconds).
///
/// On exit it takes what was sent before and delivers for a second more; call the sink's
/// `request_stop` before, so that an attempt in progress ends soon.
using sink_actor = caf::typed_actor<
    // Takes whom it tells of long failures and their ends; what there is to tell already is told
    // at once.
    caf::reacts_to<self_alarm_actor>,
    // Takes an alarm (not null).
    caf::reacts_to<model::alarm_ptr>,
    // Puts away what is kept about containers, behind what was sent before.
    caf::reacts_to<containers_gone>,
    // Returns the status.
    caf::replies_to<caf::get_atom>::with<model::sink_status_ptr>,
    // Tries to deliver, if the number is the newest. Sent by itself.
    caf::reacts_to<tick_atom, std::uint64_t>,
    // Ends; all that was sent before has been handled. Sent by itself.
    caf::reacts_to<end_atom>>;

} // namespace docker_monitor::actors
