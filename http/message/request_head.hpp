#pragma once

#include "http/message/request.hpp"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The longest header section that is accepted, with request line and final blank line, in bytes.
inline constexpr std::size_t max_head_bytes = 8192;

/// The most header fields a request may have.
inline constexpr unsigned max_fields = 64;

/// Finds the end of a header section that arrives in pieces. Examines each line once. Refuses at
/// once bytes that cannot begin a request (a TLS greeting), lines that do not end in CRLF, and
/// folded lines.
class head_scanner {
 public:
  enum class result : std::uint8_t { more, complete, malformed };

  /// Takes all bytes received since the first of this header section: those of the previous call,
  /// and further ones.
  result scan(std::string_view bytes);

  /// Returns the length of the header section; valid once `scan` returned `complete`.
  [[nodiscard]] std::size_t length() const { return line_; }

 private:
  std::size_t line_ = 0; ///< where the current line begins
};

/// The values of the fields of one name, each a list of entity tags. Few requests have two.
using tag_lists = boost::container::small_vector<std::string_view, 2>;

/// A parsed header section. Views point into the parsed bytes.
struct request_head {
  method verb = method::other;
  /// CONNECT, or OPTIONS of `*`: the target names no resource.
  bool without_resource = false;
  bool http_1_0 = false;
  bool keep_alive = false; ///< the client's choice, or the version's default
  bool accepts_gzip = false;
  bool prefers_openmetrics = false; ///< rather than the plain text of Prometheus
  bool prefers_csv = false;         ///< rather than JSON
  bool has_length = false;          ///< has a Content-Length
  bool has_body = false;            ///< Content-Length above 0, or any Transfer-Encoding
  std::string_view target;
  std::string_view host;
  tag_lists if_match;      ///< the values of all such fields
  tag_lists if_none_match; ///< the values of all such fields
  std::string_view last_event_id;
  std::string_view authorization;
  std::optional<std::string> transfer_encoding; ///< all its fields, joined by commas
};

/// Parses a complete header section (`head_scanner::length` bytes). Refuses malformed syntax; major
/// versions other than HTTP/1 (505); a Host field that is empty, repeated or, in HTTP/1.1, absent
/// (RFC 9112, 3.2); a repeated Authorization; a Content-Length that is not a plain number, is
/// repeated or accompanies Transfer-Encoding; and more fields than `max_fields`. A later minor
/// version is read as HTTP/1.1 (RFC 9110, 2.5): its digit in `bytes` becomes 1. After a rejection
/// `into` holds the values before the fault.
std::optional<rejection> parse_head(std::span<char> bytes, request_head& into);

} // namespace docker_monitor::http
