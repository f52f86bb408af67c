#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::engine {

/// The longest line, in bytes; the rest of a longer line is cut.
inline constexpr std::size_t max_log_line = 1000;

/// Returns the last `most` lines of an answer to `/containers/<id>/logs`. A container without a
/// terminal gives frames: a header of eight bytes (stream, three zeros, length in network order)
/// and text. A container with a terminal gives plain text. An answer that does not begin with a
/// frame is plain text. Line ends, carriage returns and empty lines are left out.
std::vector<std::string> parse_log(std::string_view body, std::size_t most);

} // namespace docker_monitor::engine
