#pragma once

#include "model/failure.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace docker_monitor::fleet {

/// Reads a file with a secret without waiting. Fails with `bad_option` where it cannot be read,
/// where it is a pipe, a directory or a device, where others than its owner may read it, and where
/// it is larger than 16 MiB.
model::expected<std::string> read_private_file(const std::string& path);

/// The owner of a file.
struct file_owner {
  uid_t user;
  gid_t group;
};

/// Writes a file that only its owner may read; without `owner` that is the user of this process.
/// Readers see the old text or the new one, even after a power failure. Fails with `permission`.
model::expected<bool> write_private_file(
    const std::string& path, std::string_view text, std::optional<file_owner> owner = {});

} // namespace docker_monitor::fleet
