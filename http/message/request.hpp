#pragma once

#include "model/failure.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::http {

/// The methods: HEAD is answered like GET without the body, all others are refused.
enum class method : std::uint8_t { get, head, other };

/// Why a request is refused before an endpoint sees it: the status and the sentence of the error
/// body. The connection is closed afterwards, as its further bytes cannot be interpreted reliably.
struct rejection {
  unsigned status;
  std::string_view message; ///< of static storage; never a client's text
};

/// A request as endpoints see it: no socket, no header syntax.
struct request {
  method verb = method::get;
  std::string authority{}; ///< of a target in absolute form, else empty
  std::string host{};      ///< the requested host, with the port; empty if the client named none
  /// Decoded path segments: `/healthz` has one, `/` one empty one.
  std::vector<std::string> path{};
  std::vector<std::pair<std::string, std::string>> query{}; ///< decoded, in the order given
  bool accepts_gzip = false;
  bool prefers_openmetrics = false;
  bool prefers_csv = false;    ///< rather than JSON
  std::string last_event_id{}; ///< of a client that resumes a stream

  /// Returns the first value of a query parameter; null where it is absent.
  [[nodiscard]] const std::string* query_value(std::string_view name) const;
};

/// The longest request target that is accepted, in bytes.
inline constexpr std::size_t max_target_bytes = 2048;

/// Sets authority, path and query of `into` from a request target in origin or absolute form.
/// Percent-decodes exactly once; `+` stays a plus. Refuses targets that other software may
/// interpret differently: invalid escapes, control bytes, escaped `/` and `\`, and dot segments.
/// After a rejection `into` is unspecified.
std::optional<rejection> parse_target(std::string_view target, request& into);

/// Makes the failure `malformed` with a message for the client: the valid values of a query
/// parameter.
inline model::failure bad_query(std::string message) {
  return {model::failure_code::malformed, std::move(message)};
}

} // namespace docker_monitor::http
