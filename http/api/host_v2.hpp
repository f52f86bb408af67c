#pragma once

#include "http/api/route_handler.hpp"

#include <string>

namespace docker_monitor::http {

/// Appends the host object of API v2: the engine and the connection to it, the machine, the number
/// of containers in each state, and the program.
void append_host(std::string& out, const model::snapshot& snapshot, const route_context& context);

/// `GET …/v2/host`.
response host_v2(const query& query);

} // namespace docker_monitor::http
