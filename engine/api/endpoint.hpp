#pragma once

#include "model/failure.hpp"
#include "net/address.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::engine {

/// Where the engine listens, and how a client connects to it.
struct endpoint : net::address {
  std::string cert_path{};  ///< directory with ca.pem, cert.pem and key.pem, for tls
  bool verify_peer = false; ///< check the engine's certificate against ca.pem

  /// The URL for logs and errors, such as `unix:///var/run/docker.sock`.
  [[nodiscard]] std::string url() const;
};

/// The TLS settings that the docker CLI reads from the environment.
struct tls_settings {
  bool verify = false;   ///< DOCKER_TLS_VERIFY is set and not empty
  bool enabled = false;  ///< DOCKER_TLS is set and not empty
  std::string cert_path; ///< DOCKER_CERT_PATH
};

/// Reads `unix:///path` or `tcp://host[:port]` (port 2375, or 2376 with TLS). Fails with
/// `bad_option` and a hint for `ssh://` and for anything else.
model::expected<endpoint> parse_endpoint(std::string_view url, const tls_settings& tls);

} // namespace docker_monitor::engine
