#pragma once

#include "http/endpoint.hpp"

#include <string>
#include <vector>

namespace docker_monitor::http {

/// The endpoint a path leads to; none for an unknown route. Paths match whole, a trailing slash is
/// another path.
endpoint find_route(const std::vector<std::string>& path);

} // namespace docker_monitor::http
