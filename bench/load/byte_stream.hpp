#pragma once

#include "bench/load/http_call.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

using SSL = struct ssl_st;

namespace docker_monitor::bench {

/// A client's non-blocking connection, plain or over TLS. The certificate of the server is not
/// checked.
class byte_stream {
 public:
  /// Connects, with the handshake for TLS. Throws `harness_error` where no server answers.
  explicit byte_stream(const http_address& where);
  ~byte_stream();
  byte_stream(const byte_stream&) = delete;
  byte_stream& operator=(const byte_stream&) = delete;

  /// Returns false where not all bytes could be sent at once.
  bool send(std::string_view bytes);

  /// Behaves as recv(2): -1 with EAGAIN where there is nothing yet.
  long receive(char* into, std::size_t size);

  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  struct deleter {
    void operator()(SSL* ssl) const;
  };

  void perform_handshake();

  int descriptor_;
  std::unique_ptr<SSL, deleter> ssl_; ///< null for a plain connection
};

} // namespace docker_monitor::bench
