#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::bench {

/// Where HTTP is served: on loopback, or on a unix socket.
struct http_address {
  std::uint16_t port = 0;
  std::string unix_path; ///< empty: the port
  bool tls = false;      ///< HTTPS is spoken there
};

/// Takes no notice of `tls`. A connected socket with TCP_NODELAY, non-blocking; -1 where no server
/// listens.
int connect_to(const http_address& where);

/// What came back.
struct http_answer {
  int status = 0;
  std::string bytes; ///< all of it, the head included
  std::size_t body_at = 0;

  [[nodiscard]] std::string body() const { return bytes.substr(body_at); }
};

/// The length of the whole response that `bytes` begins with, once its head is complete; none
/// before. Responses without a length are taken to have no body.
std::optional<std::size_t> response_length(std::string_view bytes);

/// Sends one request without a body and reads its response of known length; none where the peer is
/// not there or doesn't answer in time.
std::optional<http_answer> call(
    const http_address& where, std::string_view method, std::string_view target,
    std::chrono::milliseconds timeout = std::chrono::seconds{10});

} // namespace docker_monitor::bench
