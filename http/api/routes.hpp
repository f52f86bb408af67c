#pragma once

#include "http/api/route_handler.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// The route handler a path leads to; none for an unknown route. Paths match whole, a trailing
/// slash is another path.
route_handler find_route(const std::vector<std::string>& path);

/// True for targets that are answered without a token: there is nothing of containers in them.
bool is_open_to_all(std::string_view target);

/// The pattern of the route with this number, where `*` stands for a client's text; `other` for 0,
/// which is what leads to no route handler.
std::string_view route_name(std::size_t number);

} // namespace docker_monitor::http
