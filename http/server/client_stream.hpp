#pragma once

#include "http/tls/tls_channel.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace docker_monitor::http {

/// The byte stream of a client, plain or over TLS. The caller of an operation keeps the stream
/// alive until the handler is called, which never happens before the operation returns.
class client_stream {
 public:
  using socket = boost::asio::generic::stream_protocol::socket;
  using error_code = boost::system::error_code;
  using buffers = std::span<const boost::asio::const_buffer>;

  /// Makes a plain stream, or with an identity a TLS stream, which is ready after
  /// `perform_handshake`. The socket must be non-blocking.
  explicit client_stream(socket connected, tls_context_ptr identity = {});

  /// Returns true until the handshake of a TLS client is over.
  [[nodiscard]] bool wants_handshake() const { return identity_ != nullptr; }

  /// Continues the handshake. Fails with `would_block` until it is over; then call it again after
  /// an `async_wait` on the socket for `handshake_waits_for`. Costs next to nothing until the
  /// client has sent something.
  error_code perform_handshake();

  [[nodiscard]] boost::asio::socket_base::wait_type handshake_waits_for() const;

  /// Continues in plain text with a client that began so.
  void become_plain();

  /// Writes as much as the socket takes at once.
  std::size_t write_some(buffers what, error_code& error);

  /// Shuts down the sending side. Fails with `would_block` where the socket must first become
  /// writable.
  error_code end();

  /// Sends the TLS goodbye, as far as the socket takes it at once, and closes the socket.
  void close();

  /// Makes `close` discard the queued bytes, which the kernel would otherwise keep sending to a
  /// client that does not read.
  void forget_queued();

  /// Reads the available bytes, or waits for some. Calls handler(error, bytes).
  template <class Handler>
  void async_read_some(boost::asio::mutable_buffer into, Handler handler) {
    if (!tls_)
      return socket_.async_read_some(into, std::move(handler));
    if (!tls_->has_pending())
      return receive_and_read(into, std::move(handler));
    error_code error;
    const auto count = tls_->read_some(into, error);
    if (error == boost::asio::error::would_block)
      return wait_and_read(into, std::move(handler));
    boost::asio::post(
        socket_.get_executor(),
        [handler = std::move(handler), error, count]() mutable { handler(error, count); });
  }

  /// Writes everything that `write_some` left, as much at a time as the socket takes. Calls
  /// handler(error).
  template <class Handler>
  void async_write(std::vector<boost::asio::const_buffer> left, Handler handler) {
    if (tls_)
      return wait_and_write(std::move(left), std::move(handler));
    // With Asio's limit of 64 kB an answer of 11 MB costs 6.4 ms of CPU, without it 2.7.
    const auto all = [](const error_code& failure, std::size_t) {
      return failure ? 0 : std::numeric_limits<std::size_t>::max();
    };
    boost::asio::async_write(
        socket_, left, all,
        [handler = std::move(handler)](const error_code& error, std::size_t) mutable {
          handler(error);
        });
  }

  /// The socket, for its options and for waiting until it is ready.
  socket& tcp() { return socket_; }

 private:
  /// Receives instead of waiting until the socket is readable, which saves an `epoll_ctl`.
  template <class Handler>
  void receive_and_read(boost::asio::mutable_buffer into, Handler handler) {
    socket_.async_read_some(
        tls_->room(),
        [this, into, handler = std::move(handler)](error_code error, std::size_t count) mutable {
          tls_->received(error ? 0 : count);
          read(into, std::move(handler), error);
        });
  }

  template <class Handler>
  void wait_and_read(boost::asio::mutable_buffer into, Handler handler) {
    if (tls_->waits_for() == boost::asio::socket_base::wait_read)
      return receive_and_read(into, std::move(handler));
    socket_.async_wait(
        boost::asio::socket_base::wait_write,
        [this, into, handler = std::move(handler)](error_code error) mutable {
          read(into, std::move(handler), error);
        });
  }

  template <class Handler>
  void read(boost::asio::mutable_buffer into, Handler handler, error_code error) {
    std::size_t count = 0;
    refuse_if_closed(error);
    if (!error)
      count = tls_->read_some(into, error);
    if (error == boost::asio::error::would_block)
      return wait_and_read(into, std::move(handler));
    handler(error, count);
  }

  template <class Handler>
  void wait_and_write(std::vector<boost::asio::const_buffer> left, Handler handler) {
    socket_.async_wait(
        boost::asio::socket_base::wait_write,
        [this, left = std::move(left), handler = std::move(handler)](error_code error) mutable {
          refuse_if_closed(error);
          if (!error && !write_part(left, error))
            return wait_and_write(std::move(left), std::move(handler));
          handler(error);
        });
  }

  void refuse_if_closed(error_code& error) const;
  bool write_part(std::vector<boost::asio::const_buffer>& left, error_code& error);

  socket socket_;
  tls_context_ptr identity_;         ///< until the handshake is over
  std::unique_ptr<tls_channel> tls_; ///< null until the client begins TLS
};

} // namespace docker_monitor::http
