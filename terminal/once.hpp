#pragma once

#include "terminal/client/container_row.hpp"
#include "terminal/client/overview.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::terminal {

/// A table for scripts and people: every name whole, columns as wide as what is in them, the head
/// in bold and grave states in red where `colours` says so; `now` by the server's clock.
std::string table_text(
    const std::vector<container_row>& rows, std::chrono::system_clock::time_point now,
    bool colours);

/// What the server's clock shows when ours shows `wall`, by the samples in its list. As `wall`
/// where `host` does not say that the engine is connected.
std::chrono::system_clock::time_point server_time(
    const std::vector<container_row>& rows, const std::optional<host_facts>& host,
    std::chrono::system_clock::time_point wall);

} // namespace docker_monitor::terminal
