#pragma once

#include "http/tls/tls_identity.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/socket_base.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

using SSL = struct ssl_st;

namespace docker_monitor::http {

/// What OpenSSL reads: what has been received already, then the socket.
struct tls_source {
  int descriptor;
  std::span<const char> received{};
};

/// The server's side of TLS over a connected socket that does not block. OpenSSL reads and writes
/// the socket itself, into buffers that it has only while a record is under way. Most requests are
/// shorter than the one small buffer that is always there.
/// Every function fails with `would_block` where the socket must become ready first: see
/// `waits_for`. After any other failure the connection can only be closed.
class tls_channel {
 public:
  /// The descriptor must stay open as long as the channel is used.
  tls_channel(tls_context_ptr identity, int descriptor);
  ~tls_channel();
  tls_channel(const tls_channel&) = delete;
  tls_channel& operator=(const tls_channel&) = delete;

  /// Goes on with the handshake; no error once it is over.
  boost::system::error_code shake();

  /// Reads what a client says; `eof` once it says goodbye.
  std::size_t read_some(boost::asio::mutable_buffer into, boost::system::error_code& error);

  /// Writes some of the buffers and returns how many bytes. Where it would block, the next call
  /// must begin with the same bytes, wherever they are by then, and may have more behind them.
  std::size_t
  write_some(std::span<const boost::asio::const_buffer> buffers, boost::system::error_code& error);

  /// Says goodbye, or the client could not tell an end from an answer cut short (RFC 8446, 6.1).
  /// Does nothing where the connection has failed or the handshake is not over.
  boost::system::error_code shut_down();

  /// True where bytes of the client have been received that are not read yet.
  [[nodiscard]] bool has_pending() const;

  /// Where the caller may receive what comes next from the socket, while nothing is pending.
  boost::asio::mutable_buffer room() { return boost::asio::buffer(received_); }

  /// So many bytes have been received there.
  void received(std::size_t count);

  /// What the socket must be ready for after a `would_block`.
  [[nodiscard]] boost::asio::socket_base::wait_type waits_for() const { return waits_for_; }

 private:
  struct deleter {
    void operator()(SSL* ssl) const;
  };

  boost::system::error_code error_of(int result);
  std::size_t write_record(boost::asio::const_buffer bytes, boost::system::error_code& error);

  tls_context_ptr identity_;
  tls_source source_;
  std::array<char, 1024> received_{};
  std::unique_ptr<SSL, deleter> ssl_; ///< null where there was no memory for it
  boost::asio::socket_base::wait_type waits_for_ = boost::asio::socket_base::wait_read;
  bool failed_ = false;
  bool said_goodbye_ = false;
};

/// True where the other side began with plain HTTP.
bool is_plain_http(const boost::system::error_code& error);

/// True where the other side showed no certificate, or one that is not trusted.
bool is_refused_certificate(const boost::system::error_code& error);

} // namespace docker_monitor::http
