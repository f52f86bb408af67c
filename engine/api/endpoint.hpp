#pragma once

#include "model/failure.hpp"
#include "net/address.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::engine {

/// Where the engine listens, and how it wants to be talked to.
struct endpoint : net::address {
  std::string cert_path{};  ///< directory with ca.pem, cert.pem and key.pem, for tls
  bool verify_peer = false; ///< check the engine's certificate against ca.pem

  /// The URL for logs and errors, such as `unix:///var/run/docker.sock`.
  [[nodiscard]] std::string url() const;
};

/// What the docker CLI reads from the environment.
struct tls_settings {
  bool verify = false;   ///< DOCKER_TLS_VERIFY is set and not empty
  bool enabled = false;  ///< DOCKER_TLS is set and not empty
  std::string cert_path; ///< DOCKER_CERT_PATH
};

/// Reads `unix:///path`, `tcp://host[:port]` (2375, or 2376 with TLS). `ssh://` and anything else
/// is `bad_option` with a hint.
model::expected<endpoint> parse_endpoint(std::string_view url, const tls_settings& tls);

} // namespace docker_monitor::engine
