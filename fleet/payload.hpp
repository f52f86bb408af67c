#pragma once

#include "model/failure.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace docker_monitor::fleet {

/// The longest document that is read, in bytes: what is deflated may be made to be far larger than
/// it looks.
inline constexpr std::size_t max_document = 32 << 20;

/// A document as it is sent: deflated (zlib). Empty without memory.
std::string deflate(std::string_view document);

/// The reverse. Fails with `malformed` for what is none, and for more than `most` bytes.
model::expected<std::string> inflate(std::string_view payload, std::size_t most = max_document);

} // namespace docker_monitor::fleet
