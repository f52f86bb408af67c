#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::bench {

/// The address of an HTTP server: on loopback, or on a unix socket.
struct http_address {
  std::uint16_t port = 0;
  std::string unix_path; ///< empty: the port is used
  bool tls = false;      ///< the server uses HTTPS
};

/// Returns a connected non-blocking socket with TCP_NODELAY; -1 where no server listens. Ignores
/// `tls`.
int connect_to(const http_address& where);

/// A response.
struct http_answer {
  int status = 0;
  std::string bytes; ///< all of them, including the head
  std::size_t body_at = 0;

  [[nodiscard]] std::string body() const { return bytes.substr(body_at); }
};

/// Returns the length of the whole response at the beginning of `bytes`; none until its head is
/// complete. A response without a length has no body.
std::optional<std::size_t> response_length(std::string_view bytes);

/// Sends one request without a body and reads its response of known length. Returns none where no
/// server answers in time.
std::optional<http_answer> call(
    const http_address& where, std::string_view method, std::string_view target,
    std::chrono::milliseconds timeout = std::chrono::seconds{10});

} // namespace docker_monitor::bench
