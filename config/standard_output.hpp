#pragma once

#include "model/failure.hpp"

#include <optional>
#include <string_view>

namespace docker_monitor::config {

/// Writes all of a text to standard output. Fails with the reason where it takes no more, such as a
/// full disk.
std::optional<model::failure> print(std::string_view text);

} // namespace docker_monitor::config
