#pragma once

#include "bench/load/http_call.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

using SSL = struct ssl_st;

namespace docker_monitor::bench {

/// A client's connection that does not block, plain or over TLS. The certificate of the server is
/// not checked.
class byte_stream {
 public:
  /// Connects, and shakes hands where TLS is spoken. Throws `harness_error` where there is no
  /// answer.
  explicit byte_stream(const http_address& where);
  ~byte_stream();
  byte_stream(const byte_stream&) = delete;
  byte_stream& operator=(const byte_stream&) = delete;

  /// False where not all could be sent at once.
  bool send(std::string_view bytes);

  /// As recv(2): -1 with EAGAIN where there is nothing yet.
  long receive(char* into, std::size_t size);

  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  struct deleter {
    void operator()(SSL* ssl) const;
  };

  void shake();

  int descriptor_;
  std::unique_ptr<SSL, deleter> ssl_; ///< null where it is plain
};

} // namespace docker_monitor::bench
