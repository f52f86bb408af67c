#pragma once

#include "http/endpoint.hpp"

#include <string>
#include <vector>

namespace docker_monitor::http {

/// The endpoint a path leads to; null for an unknown route. Paths match whole, a trailing slash is
/// another path.
endpoint_function find_route(const std::vector<std::string>& path);

} // namespace docker_monitor::http
