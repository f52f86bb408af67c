#pragma once

#include "engine/endpoint.hpp"
#include "engine/transport.hpp"
#include "model/failure.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::engine {

/// An answer of the engine with any status.
struct reply {
  unsigned status = 0;
  std::string body;
};

/// Keeps a few idle connections to one engine and makes GET requests over them.
class http_exchange {
 public:
  http_exchange(endpoint where, std::shared_ptr<boost::asio::ssl::context> tls)
      : where_(std::move(where)), tls_(std::move(tls)) {}

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
  std::vector<kept> idle_;
};

} // namespace docker_monitor::engine
