#pragma once

#include "model/failure.hpp"
#include "sinks/delivery/patience.hpp"
#include "sinks/sink.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace docker_monitor::sinks {

/// What TLS connections have in common: the authorities of the system (SSL_CERT_FILE and
/// SSL_CERT_DIR name others), peers verified. Fails with `bad_option` where there are none.
model::expected<std::shared_ptr<ssl_ctx_st>> make_tls_client();

/// A TCP connection, with TLS where asked for. Every wait ends with the caller's patience.
class byte_stream {
 public:
  /// Connects, with `tls` (null for none) under the condition that the peer proves to be `host`.
  /// Fails with `unreachable`, `timeout`, or `permission` for a peer that proves nothing.
  static model::expected<std::unique_ptr<byte_stream>>
  connect(const std::string& host, std::uint16_t port, ssl_ctx_st* tls, const patience& limit);

  ~byte_stream();
  byte_stream(const byte_stream&) = delete;
  byte_stream& operator=(const byte_stream&) = delete;

  /// Sends all of it. Fails with `timeout` or `disconnected`.
  outcome write(std::string_view bytes, const patience& limit);

  /// Reads at least one byte; returns how many, zero at the end of the stream. Fails with `timeout`
  /// or `disconnected`.
  model::expected<std::size_t> read(std::span<char> into, const patience& limit);

  /// Whether the peer hung up, or said something though nobody asked: not to be used again.
  [[nodiscard]] bool stale();

 private:
  byte_stream(std::string where, int socket) : where_{std::move(where)}, socket_{socket} {}

  outcome start_tls(const std::string& host, ssl_ctx_st* tls, const patience& limit);
  outcome wait(short events, const patience& limit) const;
  outcome wait_for_tls(int result, const patience& limit) const;
  [[nodiscard]] model::failure broken(int error) const;

  std::string where_; ///< host and port, for messages
  int socket_;
  ssl_st* tls_ = nullptr;
};

} // namespace docker_monitor::sinks
