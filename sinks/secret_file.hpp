#pragma once

#include "model/failure.hpp"

#include <functional>
#include <string>

namespace docker_monitor::sinks {

/// Reads a secret from the file that a URL names.
using secret_reader = std::function<model::expected<std::string>(const std::string& path)>;

/// Returns the content of a file without trailing line ends. Fails with `bad_option` where it
/// cannot be read, is empty, or is larger than 64 kB. The message names the file, never its
/// content.
model::expected<std::string> read_secret_file(const std::string& path);

} // namespace docker_monitor::sinks
