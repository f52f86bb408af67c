#pragma once

#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// Returns the HMAC-SHA256 of a text in lower-case hexadecimal digits.
std::string hmac_sha256_hex(std::string_view key, std::string_view text);

/// Returns a text in Base64 with padding.
std::string base64(std::string_view text);

} // namespace docker_monitor::sinks
