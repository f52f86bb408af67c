#pragma once

#include "model/failure.hpp"

#include <cstddef>
#include <string>

namespace docker_monitor::config {

/// The largest file that is read as a whole.
inline constexpr std::size_t max_file_size = std::size_t{16} << 20U;

/// Reads a whole file without ever waiting: a pipe, whose writer may never come, is refused, as is
/// a directory and what is larger than `max_file_size`. Fails with `bad_option`; the message does
/// not name the file.
model::expected<std::string> read_file(const std::string& path);

} // namespace docker_monitor::config
