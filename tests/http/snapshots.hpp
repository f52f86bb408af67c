#pragma once

#include "http/api/route_handler.hpp"
#include "model/container/snapshot.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::http {

/// A moment of the tests' own clock.
inline constexpr std::chrono::steady_clock::time_point noon{std::chrono::hours{12}};

/// What an endpoint answers, with nothing rendered before.
response
ask(route_function answer, const model::snapshot_ptr& snapshot, const request& request = {},
    std::chrono::steady_clock::time_point now = noon);

/// A row of a snapshot; values only where given.
model::row_ptr make_row(
    std::string id, std::string name, model::container_status status,
    std::optional<double> cpu = {}, std::optional<double> memory = {});

/// An engine that answered at `noon`.
model::engine_status connected_engine();

/// A snapshot of these rows with a connected engine.
model::snapshot_ptr make_snapshot(std::vector<model::row_ptr> rows);

/// Two running containers, one paused, one stopped.
model::snapshot_ptr four_containers();

} // namespace docker_monitor::http
