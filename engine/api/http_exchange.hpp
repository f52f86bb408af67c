#pragma once

#include "engine/api/endpoint.hpp"
#include "engine/api/transport.hpp"
#include "model/failure.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::engine {

/// An answer with any status.
struct reply {
  unsigned status = 0;
  std::string body;
  std::string date;        ///< the fields of these names; empty where there are none
  std::string server;      ///< `Server`
  std::string api_version; ///< `Api-Version`
};

/// What the parser holds back until it is whole: a head, a chunk's size with its extensions, the
/// trailers. An answer with more than this of them cannot be read.
inline constexpr std::size_t most_unparsed = std::size_t{64} * 1024;

/// How a server is talked to that is no engine.
struct exchange_manner {
  std::string authorization; ///< the field of that name; empty: none is sent
  error_words words = describe;
};

/// Keeps a few idle connections to one server and makes GET requests over them.
class http_exchange {
 public:
  http_exchange(
      endpoint where, std::shared_ptr<boost::asio::ssl::context> tls, exchange_manner manner = {})
      : where_(std::move(where)), tls_(std::move(tls)), manner_(std::move(manner)) {}

  /// GETs `target` within `deadline` in all. A kept connection that turns out closed is replaced
  /// once. Bodies over `longest_body` bytes are `malformed`.
  boost::asio::awaitable<model::expected<reply>>
  get(std::string target, std::chrono::milliseconds deadline, std::size_t longest_body);

  /// Connects and sends the request for `target`, leaving the answer to the caller.
  boost::asio::awaitable<model::expected<std::unique_ptr<transport>>>
  open(std::string target, std::chrono::milliseconds deadline);

  /// Closes the idle connections.
  void clear() { idle_.clear(); }

  [[nodiscard]] const endpoint& where() const { return where_; }

 private:
  boost::asio::awaitable<boost::system::error_code>
  send(transport& to, const std::string& target) const;
  std::unique_ptr<transport> take_idle();

  struct kept {
    std::unique_ptr<transport> connection;
    std::chrono::steady_clock::time_point since;
  };

  endpoint where_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  exchange_manner manner_;
  std::vector<kept> idle_;
};

} // namespace docker_monitor::engine
