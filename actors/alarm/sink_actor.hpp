#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Delivers alarms to one sink, in order per container. It blocks while its receiver is slow, so it
/// must be spawned detached; its reply may take as long as one attempt (five seconds).
///
/// On exit it takes the alarms sent before and delivers for one more second; call the sink's
/// `request_stop` before, so that an attempt in progress ends soon.
using sink_actor = caf::typed_actor<
    // Takes the actor to which long failures and their ends are reported; a current one is reported
    // at once.
    caf::reacts_to<self_alarm_actor>,
    // Takes an alarm (not null).
    caf::reacts_to<model::alarm_ptr>,
    // Removes what is stored about containers, after the alarms sent before.
    caf::reacts_to<containers_gone>,
    // Returns the status.
    caf::replies_to<caf::get_atom>::with<model::sink_status_ptr>,
    // Attempts a delivery, if the number is the newest. Sent by itself.
    caf::reacts_to<tick_atom, std::uint64_t>,
    // Ends, after all messages sent before were handled. Sent by itself.
    caf::reacts_to<end_atom>>;

} // namespace docker_monitor::actors
