#pragma once

#include "sinks/webhook/http_options.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// Returns the target of a 307 or 308 with this `Location` in answer to a request to `from`:
/// another path of the same server, or from http to https of the same host. Returns none for any
/// other place, which must not get the request with its credentials, and for an invalid address.
std::optional<http_options> follow_redirect(const http_options& from, std::string_view location);

/// Returns a `Location` for an error message: without user, password and query, and only with the
/// first segment of the path.
std::string display_location(std::string_view given);

} // namespace docker_monitor::sinks
