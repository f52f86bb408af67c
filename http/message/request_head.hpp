#pragma once

#include "http/message/request.hpp"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The longest header section we read, request line and final blank line included, in bytes.
inline constexpr std::size_t max_head_bytes = 8192;

/// The most header fields a request may have.
inline constexpr unsigned max_fields = 64;

/// Finds the end of a header section in bytes that arrive in any portions, looking at each line
/// once. Refuses at the first sight of it what no request begins with (a TLS greeting), lines that
/// do not end in CRLF, and folded lines.
class head_scanner {
 public:
  enum class result : std::uint8_t { more, complete, malformed };

  /// Takes all bytes received since the first of this header section: those of the call before and
  /// perhaps more.
  result scan(std::string_view bytes);

  /// Length of the header section; valid once `scan` returned `complete`.
  [[nodiscard]] std::size_t length() const { return line_; }

 private:
  std::size_t line_ = 0; ///< where the line under way begins
};

/// The values of the fields of one name, each a list of entity tags; few requests have two.
using tag_lists = boost::container::small_vector<std::string_view, 2>;

/// A header section, parsed. Views point into the parsed bytes.
struct request_head {
  method verb = method::other;
  /// CONNECT, or OPTIONS of `*`: no resource of ours is meant, and the target names none.
  bool without_resource = false;
  bool http_1_0 = false;
  bool keep_alive = false; ///< what the client wishes, or the version's default
  bool accepts_gzip = false;
  bool prefers_openmetrics = false; ///< to the plain text of Prometheus
  bool prefers_csv = false;         ///< to JSON
  bool has_length = false;          ///< there is a Content-Length
  bool has_body = false;            ///< Content-Length above 0, or any Transfer-Encoding
  std::string_view target;
  std::string_view host;
  tag_lists if_match;      ///< the values of all such fields
  tag_lists if_none_match; ///< likewise
  std::string_view last_event_id;
  std::string_view authorization;
  std::optional<std::string> transfer_encoding; ///< all its fields, joined by commas
};

/// Parses a complete header section (`head_scanner::length` bytes). Refuses malformed syntax, other
/// major versions than HTTP/1 (505), a Host field that is empty or there twice or, in HTTP/1.1, is
/// absent (RFC 9112, 3.2), Authorization twice, a Content-Length that is no plain number, is there
/// twice or together with Transfer-Encoding, and more fields than `max_fields`. A later minor
/// version is read as HTTP/1.1 (RFC 9110, 2.5): its digit in `bytes` becomes 1. On a rejection
/// `into` holds what came before the fault.
std::optional<rejection> parse_head(std::span<char> bytes, request_head& into);

} // namespace docker_monitor::http
