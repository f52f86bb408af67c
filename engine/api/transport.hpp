#pragma once

#include "engine/api/endpoint.hpp"
#include "model/failure.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace docker_monitor::engine {

/// Completes an operation inside a coroutine with its error instead of an exception.
inline constexpr auto as_awaitable = boost::asio::as_tuple(boost::asio::use_awaitable);

/// One connection to the engine, over a unix socket, TCP or TLS alike. A stream in Beast's sense;
/// not thread-safe.
class transport {
 public:
  using plain_stream = boost::beast::basic_stream<boost::asio::generic::stream_protocol>;
  using tls_stream = boost::asio::ssl::stream<plain_stream&>;
  using executor_type = boost::asio::any_io_executor;

  explicit transport(const executor_type& executor) : plain_(executor) {}

  executor_type get_executor() { return plain_.get_executor(); }

  /// The layer deadlines are set on.
  plain_stream& plain() { return plain_; }

  /// Puts TLS on top; from then on everything goes through it.
  tls_stream& start_tls(boost::asio::ssl::context& context) {
    return tls_.emplace(plain_, context);
  }

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

  /// Ends everything under way on it.
  void close() { plain_.close(); }

 private:
  plain_stream plain_;
  std::optional<tls_stream> tls_;
};

/// The TLS context an endpoint asks for, from the docker CLI's files; null where it uses none.
/// `bad_option` where a file is missing or unreadable.
model::expected<std::shared_ptr<boost::asio::ssl::context>> make_tls_context(const endpoint& where);

/// The failure a boost error code means while talking to the engine at `where`.
model::failure describe(const endpoint& where, const boost::system::error_code& error);

/// As `describe`, for peers that are no engine.
using error_words = model::failure (*)(const endpoint&, const boost::system::error_code&);

/// Connects, with the TLS handshake where there is a context, within `deadline`. The failure names
/// the cause and what to do about it, in these words.
boost::asio::awaitable<model::expected<std::unique_ptr<transport>>> connect(
    endpoint where, std::shared_ptr<boost::asio::ssl::context> tls,
    std::chrono::milliseconds deadline, error_words words = describe);

} // namespace docker_monitor::engine
