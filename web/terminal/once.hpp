#pragma once

#include "web/terminal/container_row.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace docker_monitor::terminal {

/// A table for scripts and people: every name whole, columns as wide as what is in them, the head
/// in bold and grave states in red where `colours` says so.
std::string table_text(
    const std::vector<container_row>& rows, std::chrono::system_clock::time_point now,
    bool colours);

} // namespace docker_monitor::terminal
