#pragma once

#include "model/failure.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace docker_monitor::fleet {

/// The longest document that is accepted, in bytes: deflated data may be made to expand enormously.
/// A part of a host's state with 500 containers has about 1 MB.
inline constexpr std::size_t max_document = 8 << 20;

/// The bytes that `inflate` reserves behind a document: with them, simdjson copies no text.
inline constexpr std::size_t document_padding = 64;

/// Whether a payload is made with the dictionary, which makes that of a short document almost half
/// as long. Only a hub that has the dictionary reads it.
enum class payload_form : bool { plain, with_dictionary };

/// Compresses a document (deflate, zlib). Returns an empty text where memory is short.
std::string deflate(std::string_view document, payload_form form = payload_form::plain);

/// Returns the form of a payload that `inflate` has read.
payload_form form_of(std::string_view payload);

/// Returns true for a payload that was made with a dictionary which this program does not have.
bool has_unknown_dictionary(std::string_view payload);

/// Decompresses a document of either form. Fails with `malformed` for invalid data, for an unknown
/// dictionary, and for more than `most` bytes.
model::expected<std::string> inflate(std::string_view payload, std::size_t most = max_document);

} // namespace docker_monitor::fleet
