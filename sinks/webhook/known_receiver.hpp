#pragma once

#include "sinks/webhook/http_options.hpp"

#include <optional>
#include <string_view>

namespace docker_monitor::sinks {

/// Returns the form of a receiver that is known by its host, in lower case, and by its decoded
/// path; none for others.
std::optional<webhook_format> known_format(std::string_view host, std::string_view path);

} // namespace docker_monitor::sinks
