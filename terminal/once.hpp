#pragma once

#include "terminal/client/container_row.hpp"
#include "terminal/client/overview.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::terminal {

/// Returns a table for scripts and people: names in full, columns as wide as their contents, with
/// `colours` the head in bold and critical states in red. `now` is the server's time.
std::string table_text(
    const std::vector<container_row>& rows, std::chrono::system_clock::time_point now,
    bool colours);

/// Converts the local time `wall` to the server's clock, judged by its samples. Returns `wall`
/// unless `host` is connected to the engine.
std::chrono::system_clock::time_point server_time(
    const std::vector<container_row>& rows, const std::optional<host_facts>& host,
    std::chrono::system_clock::time_point wall);

} // namespace docker_monitor::terminal
