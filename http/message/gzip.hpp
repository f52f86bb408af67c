#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// `text` in gzip form, at the fastest level: it is done on the thread that serves everyone. None
/// where memory is short.
std::optional<std::string> gzip(std::string_view text);

/// The shortest body that is worth compressing.
inline constexpr std::size_t gzip_from_bytes = 4096;

/// The longest text whose compression may hold up everyone else: some 30 ms.
inline constexpr std::size_t max_compressed_bytes = std::size_t{4} * 1024 * 1024;

/// What a gzip stream begins with that parts are appended to (RFC 1952, 2.3).
std::string_view gzip_head();

/// `text` as a part of such a stream. It refers to nothing before it and ends at a byte, so that
/// the same part can be sent to many, whatever each got before. A text longer than
/// `max_compressed_bytes` is wrapped only. None where memory is short.
std::optional<std::string> gzip_part(std::string_view text);

/// True where the value of an Accept-Encoding field lets us answer with gzip.
bool accepts_gzip(std::string_view accept_encoding);

} // namespace docker_monitor::http
