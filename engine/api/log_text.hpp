#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::engine {

/// The longest part of a line that is kept.
inline constexpr std::size_t max_log_line = 1000;

/// The last `most` lines of an answer to `/containers/<id>/logs`. A container without a terminal
/// gives frames of eight bytes of header (stream, three zeros, length in network order) and text,
/// one with a terminal plain text; an answer that begins as no frame does is taken as plain. Line
/// ends and carriage returns are left out, empty lines too.
std::vector<std::string> parse_log(std::string_view body, std::size_t most);

} // namespace docker_monitor::engine
