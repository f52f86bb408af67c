#pragma once

#include "model/failure.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::http {

/// The methods we tell apart: HEAD is answered like GET without the body, all others are refused.
enum class method : std::uint8_t { get, head, other };

/// Why a request is refused before an endpoint sees it: the status and the sentence of the error
/// body. The connection is closed after it, for what follows cannot be trusted.
struct rejection {
  unsigned status;
  std::string_view message; ///< of static storage; never a client's text
};

/// A request as endpoints see it: no socket, no header syntax.
struct request {
  method verb = method::get;
  std::string authority{}; ///< of a target in absolute form, else empty
  /// Decoded path segments: `/healthz` is one, `/` is one empty one.
  std::vector<std::string> path{};
  std::vector<std::pair<std::string, std::string>> query{}; ///< decoded, in the order given
  bool accepts_gzip = false;
  bool prefers_openmetrics = false;
  bool prefers_csv = false;    ///< to JSON
  std::string last_event_id{}; ///< of a stream that is taken up again

  /// The first value of a query parameter; null where it is absent.
  [[nodiscard]] const std::string* query_value(std::string_view name) const;
};

/// The longest request target we read, in bytes.
inline constexpr std::size_t max_target_bytes = 2048;

/// Sets authority, path and query of `into` from a request target in origin or absolute form.
/// Percent-decodes exactly once; `+` stays a plus. Refuses what could mean one thing to us and
/// another to somebody else: bad escapes, control bytes, `/` and `\` that appear by decoding, and
/// dot segments. On a rejection `into` is unspecified.
std::optional<rejection> parse_target(std::string_view target, request& into);

/// The failure `malformed` with a message for the client: what a query parameter must be.
inline model::failure bad_query(std::string message) {
  return {model::failure_code::malformed, std::move(message)};
}

} // namespace docker_monitor::http
