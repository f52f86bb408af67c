#pragma once

#include "model/failure.hpp"

#include <functional>
#include <string>

namespace docker_monitor::sinks {

/// How a secret is read from the file a URL names.
using secret_reader = std::function<model::expected<std::string>(const std::string& path)>;

/// The content of a file without the line ends after it. Fails with `bad_option` where it cannot be
/// read, is empty, or is larger than 64 kB; the message names the file, never its content.
model::expected<std::string> read_secret_file(const std::string& path);

} // namespace docker_monitor::sinks
