#pragma once

#include "http/api/route_handler.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// Returns the handler of a path; an empty one for an unknown route. Paths match whole: a trailing
/// slash makes another path.
route_handler find_route(const std::vector<std::string>& path);

/// Returns true for targets that need no token, since their answers contain nothing of containers.
bool is_open_to_all(std::string_view target);

/// Returns the pattern of the route with this number, where `*` stands for a client's text; `other`
/// for 0, the number of unknown routes.
std::string_view route_name(std::size_t number);

} // namespace docker_monitor::http
