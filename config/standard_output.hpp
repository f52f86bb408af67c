#pragma once

#include "model/failure.hpp"

#include <optional>
#include <string_view>

namespace docker_monitor::config {

/// Writes a whole text to standard output. Fails with the system's reason, such as a full disk.
std::optional<model::failure> print(std::string_view text);

} // namespace docker_monitor::config
