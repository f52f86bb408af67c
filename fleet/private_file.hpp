#pragma once

#include "model/failure.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::fleet {

/// Reads a file with a secret. Fails with `bad_option` where it cannot be read, where others than
/// its owner may read it, and where it is larger than 64 kB.
model::expected<std::string> read_private_file(const std::string& path);

/// Writes a file that only its owner may read. Readers see the old text or the new one, even after
/// a power failure. Fails with `permission`.
model::expected<bool> write_private_file(const std::string& path, std::string_view text);

} // namespace docker_monitor::fleet
