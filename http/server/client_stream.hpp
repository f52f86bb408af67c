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

/// The bytes to and from a client, plain or over TLS. The caller of an operation keeps the stream
/// alive until its handler is called, which is never before the operation returns.
class client_stream {
 public:
  using socket = boost::asio::generic::stream_protocol::socket;
  using error_code = boost::system::error_code;
  using buffers = std::span<const boost::asio::const_buffer>;

  /// A plain one; TLS where there is an identity, once it has `shaken`. The socket must not block.
  explicit client_stream(socket connected, tls_context_ptr identity = {});

  /// True until the handshake of a TLS client is over.
  [[nodiscard]] bool wants_handshake() const { return identity_ != nullptr; }

  /// Goes on with the handshake: `would_block` until it is over; then `async_wait` on the socket
  /// for `handshake_waits_for`. Costs next to nothing until the client has said something.
  error_code shake();

  [[nodiscard]] boost::asio::socket_base::wait_type handshake_waits_for() const;

  /// Goes on in plain text with a client that began so.
  void become_plain();

  /// Writes what the client takes at once.
  std::size_t write_some(buffers what, error_code& error);

  /// Ends our side: `would_block` where the socket must first be ready to write.
  error_code end();

  /// Says goodbye, as far as the socket takes it at once, and closes.
  void close();

  /// Has `close` drop what is queued. The kernel would go on offering it to a client that does not
  /// read it.
  void forget_queued();

  /// Reads what there is, or what comes first: handler(error, bytes).
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

  /// Writes all of what `write_some` left: handler(error). As much at a time as the socket takes.
  template <class Handler>
  void async_write(std::vector<boost::asio::const_buffer> left, Handler handler) {
    if (tls_)
      return wait_and_write(std::move(left), std::move(handler));
    // By Asio's own limit of 64 kB an answer of 11 MB costs 6.4 ms of CPU, by none 2.7.
    const auto all = [](const error_code& failure, std::size_t) {
      return failure ? 0 : std::numeric_limits<std::size_t>::max();
    };
    boost::asio::async_write(
        socket_, left, all,
        [handler = std::move(handler)](const error_code& error, std::size_t) mutable {
          handler(error);
        });
  }

  /// The socket itself: for its options, and to wait until it is ready.
  socket& tcp() { return socket_; }

 private:
  /// Receiving, rather than waiting until something can be received, spares an `epoll_ctl`.
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
  std::unique_ptr<tls_channel> tls_; ///< null while and where the client has said nothing in TLS
};

} // namespace docker_monitor::http
