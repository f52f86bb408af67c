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

  /// The first field of this name, in any case; empty where there is none.
  [[nodiscard]] std::string_view field(std::string_view name) const;
};

/// What a call may cost.
struct answer_limits {
  std::chrono::milliseconds deadline{}; ///< in all
  std::size_t max_body = 0;             ///< a longer one is no answer
  /// The body is for people: of a longer one the beginning is kept, and one that ends without the
  /// goodbye of TLS is whole.
  bool may_cut = false;
};

/// What the parser holds back until it is whole: a head, a chunk's size with its extensions, the
/// trailers. An answer with more than this of them cannot be read.
inline constexpr std::size_t max_unparsed = std::size_t{64} * 1024;

/// A server, and how it is talked to.
struct client_options {
  address where{};
  tls_context_ptr tls{}; ///< null where no TLS is spoken
  /// Sent with each request; `Host` and `User-Agent` take the place of those the client has.
  http_fields fields{};
  problem_words words{};             ///< what failures say
  std::size_t max_head = 8 * 1024;   ///< of an answer
  std::chrono::seconds max_idle{30}; ///< an idle connection is not used again after that
};

} // namespace docker_monitor::net
