#pragma once

#include "model/failure.hpp"

#include <cstddef>
#include <string>

namespace docker_monitor::config {

/// The maximum size of a file that is read as a whole.
inline constexpr std::size_t max_file_size = std::size_t{16} << 20U;

/// Reads a whole file without waiting: pipes and sockets, whose writer may never come, are refused,
/// and so are directories and files larger than `max_file_size`. Fails with `bad_option`; the
/// message does not contain the file's name.
model::expected<std::string> read_file(const std::string& path);

} // namespace docker_monitor::config
