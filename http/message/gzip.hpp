#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// Returns `text` in gzip form at the fastest level, as it runs on the HTTP thread. Returns none
/// where memory is short.
std::optional<std::string> gzip(std::string_view text);

/// The shortest body that is worth compressing.
inline constexpr std::size_t gzip_from_bytes = 4096;

/// The longest text that may be compressed on the HTTP thread, which takes some 30 ms.
inline constexpr std::size_t max_compressed_bytes = std::size_t{4} * 1024 * 1024;

/// Returns the head of a gzip stream to which parts are appended (RFC 1952, 2.3).
std::string_view gzip_head();

/// Returns `text` as a part of such a stream. The part refers to nothing before it and ends at a
/// byte boundary, so it can be sent to clients with different earlier parts. A text longer than
/// `max_compressed_bytes` is stored uncompressed. Returns none where memory is short.
std::optional<std::string> gzip_part(std::string_view text);

/// Returns true where the Accept-Encoding field permits gzip.
bool accepts_gzip(std::string_view accept_encoding);

} // namespace docker_monitor::http
