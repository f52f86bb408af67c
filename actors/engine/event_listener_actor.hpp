#pragma once

#include "actors/type_ids.hpp"

#include <caf/typed_actor.hpp>

namespace docker_monitor::actors {

/// Follows the engine's containers and reports changes to the supervisor, the facade and the alarm
/// router. Every answer has the number of its connection; late ones are ignored.
using event_listener_actor = caf::typed_actor<
    // Connects, for the first time or again. The number is that of the last connection.
    caf::reacts_to<begin_atom, std::uint64_t>,
    // Takes the engine's identity, or the failure to reach it.
    caf::reacts_to<negotiated>,
    // Takes the memory and the CPUs of the engine's machine.
    caf::reacts_to<machine_answer>,
    // Queries the engine's disk usage. Sent by itself.
    caf::reacts_to<sizes_atom, std::uint64_t>,
    // Takes the engine's disk usage.
    caf::reacts_to<disk_usage_answer>,
    // Takes what the engine remembers: before the replay, and while the stream is silent.
    caf::reacts_to<recalled>,
    // The engine accepted the subscription to its events.
    caf::reacts_to<opened_atom, std::uint64_t>,
    // Takes events, in order.
    caf::reacts_to<streamed>,
    // The subscription ended.
    caf::reacts_to<stream_ended>,
    // Takes a list of all containers.
    caf::reacts_to<listed>,
    // Takes one container's facts.
    caf::reacts_to<inspected>,
    // Takes the last log lines of a container.
    caf::reacts_to<container_logs>,
    // Takes the OOM kills that a container's cgroup counted.
    caf::reacts_to<oom_kills_read>,
    // Inspects containers again whose state differed from the table's.
    caf::reacts_to<confirm_atom, std::uint64_t>,
    // Compares the table with a list.
    caf::reacts_to<compare_atom, std::uint64_t>,
    // Compares, since events came so late that some may be missing.
    caf::reacts_to<overload_atom, std::uint64_t>,
    // The replay ended: reports whether it was complete.
    caf::reacts_to<check_atom, std::uint64_t>,
    // Saves all states again: the saved ones are lost.
    caf::reacts_to<saved_lost>,
    // Reports that the engine is away for long, if it is. The number is that of the outage.
    caf::reacts_to<unreachable_atom, std::uint64_t>,
    // Pings the engine.
    caf::reacts_to<ping_atom, std::uint64_t>,
    // Takes the result of a ping.
    caf::reacts_to<pinged>>;

} // namespace docker_monitor::actors
