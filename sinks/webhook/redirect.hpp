#pragma once

#include "sinks/webhook/http_options.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// Where a 307 or 308 with this `Location` sends a request that went to `from`: another path of the
/// same server, or from http to https of the same host. None for any other place, which must not
/// get the request with its credentials, and for what is no address.
std::optional<http_options> follow_redirect(const http_options& from, std::string_view location);

/// A `Location` for an error message: without user, password and query, and of the path the first
/// segment only.
std::string display_location(std::string_view given);

} // namespace docker_monitor::sinks
