#pragma once

#include "net/address.hpp"
#include "net/problem.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace docker_monitor::net {

/// Completes an operation inside a coroutine with its error instead of an exception.
inline constexpr auto as_awaitable = boost::asio::as_tuple(boost::asio::use_awaitable);

/// One connection over a unix socket, TCP or TLS. A stream in Beast's sense; not thread-safe.
class stream {
 public:
  using plain_stream = boost::beast::basic_stream<boost::asio::generic::stream_protocol>;
  using tls_stream = boost::asio::ssl::stream<plain_stream&>;
  using executor_type = boost::asio::any_io_executor;
  using time_point = std::chrono::steady_clock::time_point;

  explicit stream(const executor_type& executor) : plain_(executor) {}

  executor_type get_executor() { return plain_.get_executor(); }

  /// The layer with the deadlines.
  plain_stream& plain() { return plain_; }

  /// Connects until `end`, with a TLS handshake if there is a context. Tries the addresses of a
  /// name in turn; each may take an equal share of the remaining time.
  boost::asio::awaitable<std::optional<problem>>
  connect(address where, boost::asio::ssl::context* tls, time_point end);

  /// Begins TLS on a plain connection until `end`, for protocols that agree on it first. The
  /// context must outlive the stream.
  boost::asio::awaitable<std::optional<problem>>
  begin_tls(address where, boost::asio::ssl::context& tls, time_point end);

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return tls_ ? tls_->async_read_some(buffers, std::forward<Token>(token))
                : plain_.async_read_some(buffers, std::forward<Token>(token));
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return tls_ ? tls_->async_write_some(buffers, std::forward<Token>(token))
                : plain_.async_write_some(buffers, std::forward<Token>(token));
  }

  /// Returns true where the peer has closed the connection, or sent data without a request, so it
  /// must not be used again. Must not be called during an operation.
  bool is_stale();

  /// Ends all operations on it, for good.
  void close();

 private:
  using error_code = boost::system::error_code;
  using endpoints = std::vector<boost::asio::generic::stream_protocol::endpoint>;

  boost::asio::awaitable<std::optional<problem>>
  look_up(const address& where, time_point end, endpoints& found);
  boost::asio::awaitable<error_code> connect_to(const endpoints& found, time_point end);
  boost::asio::awaitable<std::optional<problem>>
  shake_hands(const address& where, boost::asio::ssl::context& tls, time_point end);

  plain_stream plain_;
  std::optional<tls_stream> tls_;
  bool closed_ = false;
};

} // namespace docker_monitor::net
