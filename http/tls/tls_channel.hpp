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

/// The input of OpenSSL: the bytes already received, then the socket.
struct tls_source {
  int descriptor;
  std::span<const char> received{};
};

/// The server's side of TLS over a connected non-blocking socket. OpenSSL reads and writes the
/// socket itself, into buffers that exist only during a record. Most requests are shorter than the
/// small buffer that always exists.
/// Every function fails with `would_block` where the socket must become ready first: see
/// `waits_for`. After any other failure the connection can only be closed.
class tls_channel {
 public:
  /// The descriptor must stay open as long as the channel is used.
  tls_channel(tls_context_ptr identity, int descriptor);
  ~tls_channel();
  tls_channel(const tls_channel&) = delete;
  tls_channel& operator=(const tls_channel&) = delete;

  /// Continues the handshake. Returns no error once it is over.
  boost::system::error_code perform_handshake();

  /// Reads bytes of the client. Fails with `eof` after the client's goodbye.
  std::size_t read_some(boost::asio::mutable_buffer into, boost::system::error_code& error);

  /// Writes some of the buffers and returns the number of bytes. After `would_block` the next call
  /// must begin with the same bytes, at any address, and may have more after them.
  std::size_t
  write_some(std::span<const boost::asio::const_buffer> buffers, boost::system::error_code& error);

  /// Sends the goodbye, without which the client could not distinguish the end from a truncated
  /// answer (RFC 8446, 6.1). Does nothing where the connection has failed or the handshake is not
  /// over.
  boost::system::error_code shut_down();

  /// Returns true where received bytes of the client are not read yet.
  [[nodiscard]] bool has_pending() const;

  /// Returns the buffer for the next bytes from the socket. Nothing may be pending.
  boost::asio::mutable_buffer room() { return boost::asio::buffer(received_); }

  /// Reports that this many bytes were received into the buffer.
  void received(std::size_t count);

  /// Returns what the socket must be ready for after a `would_block`.
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
  std::unique_ptr<SSL, deleter> ssl_; ///< null where memory was short
  boost::asio::socket_base::wait_type waits_for_ = boost::asio::socket_base::wait_read;
  bool failed_ = false;
  bool close_notify_sent_ = false;
};

/// Returns true where the peer began with plain HTTP.
bool is_plain_http(const boost::system::error_code& error);

/// Returns true where the peer showed no certificate, or an untrusted one.
bool is_refused_certificate(const boost::system::error_code& error);

} // namespace docker_monitor::http
