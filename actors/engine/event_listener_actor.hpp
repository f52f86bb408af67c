#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Follows the engine's containers and tells the supervisor, the facade and the alarm router what
/// changed. Every answer carries the number of the connection it belongs to; late ones are ignored.
using event_listener_actor = caf::typed_actor<
    // Connects, for the first time or again. The number is the connection's that ended.
    caf::reacts_to<begin_atom, std::uint64_t>,
    // The engine told who it is, or could not be reached.
    caf::reacts_to<negotiated>,
    // The engine told what its machine has.
    caf::reacts_to<machine_told>,
    // Asks what the engine takes on disk. Sent by itself.
    caf::reacts_to<sizes_atom, std::uint64_t>,
    // The engine told what it takes on disk.
    caf::reacts_to<disk_usage_told>,
    // What the engine remembers: before it tells that again, and while its stream is silent.
    caf::reacts_to<recalled>,
    // The engine accepted the subscription to its events.
    caf::reacts_to<opened_atom, std::uint64_t>,
    // Events, in order.
    caf::reacts_to<streamed>,
    // The subscription is over.
    caf::reacts_to<stream_ended>,
    // A list of all containers.
    caf::reacts_to<listed>,
    // One container's facts.
    caf::reacts_to<inspected>,
    // The last lines a container wrote.
    caf::reacts_to<container_logs>,
    // The cgroup of a container counted OOM kills.
    caf::reacts_to<oom_kills_read>,
    // Looks again at containers whose state did not agree with the table's.
    caf::reacts_to<confirm_atom, std::uint64_t>,
    // Compares the table with a list.
    caf::reacts_to<compare_atom, std::uint64_t>,
    // Events came so late that some may be missing: compares.
    caf::reacts_to<overload_atom, std::uint64_t>,
    // The replay is over: whether it was whole can be told.
    caf::reacts_to<check_atom, std::uint64_t>,
    // Everything has to be saved again: what was saved is lost.
    caf::reacts_to<saved_lost>,
    // The engine may have been away for long. The number is that of the outage.
    caf::reacts_to<unreachable_atom, std::uint64_t>,
    // Asks whether the engine is alive.
    caf::reacts_to<ping_atom, std::uint64_t>,
    // Whether it is.
    caf::reacts_to<pinged>>;

} // namespace docker_monitor::actors
