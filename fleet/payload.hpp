#pragma once

#include "model/failure.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace docker_monitor::fleet {

/// The longest document that is accepted, in bytes: deflated data may be made to expand enormously.
/// A part of a host's state with 500 containers has about 1 MB.
inline constexpr std::size_t max_document = 8 << 20;

/// Compresses a document (deflate, zlib). Returns an empty text where memory is short.
std::string deflate(std::string_view document);

/// Decompresses a document. Fails with `malformed` for invalid data and for more than `most` bytes.
model::expected<std::string> inflate(std::string_view payload, std::size_t most = max_document);

} // namespace docker_monitor::fleet
