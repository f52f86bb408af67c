#pragma once

#include "net/address.hpp"
#include "net/problem.hpp"
#include "net/tls_context.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::net {

/// Fields of a message, name and value.
using http_fields = std::vector<std::pair<std::string, std::string>>;

/// A request: `GET`, or `POST` with a body.
struct request {
  std::string method = "GET";
  std::string target = "/"; ///< path and query, percent-encoded
  http_fields fields{};     ///< besides those of the client
  std::string body{};
};

/// An answer with any status.
struct answer {
  unsigned status = 0;
  std::string body{};
  http_fields fields{};

  /// Returns the first field of this name, ignoring case; empty where there is none.
  [[nodiscard]] std::string_view field(std::string_view name) const;
};

/// The limits of a call.
struct answer_limits {
  std::chrono::milliseconds deadline{}; ///< of the whole call
  std::size_t max_body = 0;             ///< a longer body is an error
  /// The body is for people: a longer one is cut, and one that ends without the TLS goodbye counts
  /// as complete.
  bool may_cut = false;
};

/// The limit of the parser's buffer for incomplete parts: a head, a chunk's size with its
/// extensions, the trailers. An answer with more than this cannot be read.
inline constexpr std::size_t max_unparsed = std::size_t{64} * 1024;

/// A server, and how to connect to it.
struct client_options {
  address where{};
  tls_context_ptr tls{}; ///< null without TLS
  /// Sent with each request. `Host` and `User-Agent` replace the client's own.
  http_fields fields{};
  problem_words words{};             ///< makes the failures
  std::size_t max_head = 8 * 1024;   ///< of an answer
  std::chrono::seconds max_idle{30}; ///< an idle connection is not used after this time
};

} // namespace docker_monitor::net
