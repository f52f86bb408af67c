#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

#include <cstdint>

namespace docker_monitor::actors {

/// Sends the samples of `/metrics` to one receiver of remote write. It blocks while the receiver is
/// slow, so it must be spawned detached.
using remote_writer_actor = caf::typed_actor<
    // Takes the actor to which long failures and their ends are reported; a current one is reported
    // at once.
    caf::reacts_to<self_alarm_actor>,
    // Takes and sends a round of samples. Sent by itself.
    caf::reacts_to<round_atom>,
    // Sends what waits, if the number is the newest. Sent by itself.
    caf::reacts_to<tick_atom, std::uint64_t>>;

} // namespace docker_monitor::actors
