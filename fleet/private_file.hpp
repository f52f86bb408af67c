#pragma once

#include "model/failure.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::fleet {

/// The text of a file that holds a secret. Fails with `bad_option` where it cannot be read, where
/// others than its owner may read it, and where it is larger than 64 kB.
model::expected<std::string> read_private_file(const std::string& path);

/// Replaces a file, or makes one, that only its owner may read. Others see the old text or the new
/// one, over a power cut, too. Fails with `permission`.
model::expected<bool> write_private_file(const std::string& path, std::string_view text);

} // namespace docker_monitor::fleet
