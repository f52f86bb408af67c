#pragma once

#include "simulator/api/event_log.hpp"
#include "simulator/container/simulation.hpp"

#include <chrono>
#include <string>

namespace docker_monitor::simulator {

/// Formats a time as the engine does: RFC 3339 in UTC with up to nine fraction digits, without
/// trailing zeros.
std::string engine_timestamp(model::engine_time time);

/// Formats a duration as `docker ps` does: `34 seconds`, `About a minute`, `2 weeks`.
std::string human_duration(std::chrono::nanoseconds duration);

/// Returns the answer of `/version`.
std::string version_json(const simulation_options& options);

/// Returns the answer of `/info`. Podman's ID differs with each `call`.
std::string info_json(const simulation& simulation, std::uint64_t call);

/// Returns the answer of `/containers/json`, newest container first; stopped ones only with `all`.
std::string list_json(const simulation& simulation, bool all);

/// Returns the answer of `/containers/{id}/json`.
std::string inspect_json(const simulation& simulation, const simulated_container& container);

/// Returns one line of `/containers/{id}/stats`. `period` is the age of the reading for
/// `precpu_stats`; zero for none, as in a one-shot and the first line of a stream. For a container
/// without processes it returns the engine's answer for that case, with status 200.
std::string stats_json(
    const simulation& simulation, const simulated_container& container,
    std::chrono::nanoseconds period, bool one_shot);

/// Returns one event without the line's end. `legacy` adds `status`, `id` and `from`, as below API
/// 1.52.
std::string event_json(const simulated_event& event, bool legacy);

/// Returns `{"message":"…"}`, as the engine reports errors.
std::string error_json(const std::string& message);

/// Returns valid JSON of the same structure with values of other types: numbers for strings,
/// strings for numbers, objects for inner arrays.
std::string wrong_types(const std::string& json);

} // namespace docker_monitor::simulator
