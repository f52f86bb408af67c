#pragma once

#include "simulator/api/event_log.hpp"
#include "simulator/container/simulation.hpp"

#include <chrono>
#include <string>

namespace docker_monitor::simulator {

/// A time as the engine writes it: RFC 3339 in UTC with up to nine fraction digits, none at the end
/// being 0.
std::string engine_timestamp(model::engine_time time);

/// A duration as `docker ps` tells it: `34 seconds`, `About a minute`, `2 weeks`.
std::string human_duration(std::chrono::nanoseconds duration);

/// The answer of `/version`.
std::string version_json(const simulation_options& options);

/// The answer of `/info`. Podman's has another ID each time, which `call` numbers.
std::string info_json(const simulation& simulation, std::uint64_t call);

/// The answer of `/containers/json`, newest container first; stopped ones only if `all`.
std::string list_json(const simulation& simulation, bool all);

/// The answer of `/containers/{id}/json`.
std::string inspect_json(const simulation& simulation, const simulated_container& container);

/// One line of `/containers/{id}/stats`. `period` is how long before now the reading for
/// `precpu_stats` was; zero: there was none, as in a one-shot and the first line of a stream. Where
/// the container has no processes, it is what the engine says then, with status 200.
std::string stats_json(
    const simulation& simulation, const simulated_container& container,
    std::chrono::nanoseconds period, bool one_shot);

/// One event, without the line's end. `legacy`: with `status`, `id` and `from`, as below API 1.52.
std::string event_json(const simulated_event& event, bool legacy);

/// `{"message":"…"}`, as the engine reports errors.
std::string error_json(const std::string& message);

/// Valid JSON of the right outline whose values have other types: numbers for strings, strings for
/// numbers, objects for inner arrays.
std::string wrong_types(const std::string& json);

} // namespace docker_monitor::simulator
