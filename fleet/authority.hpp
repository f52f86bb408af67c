#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"

#include <chrono>
#include <string>

namespace docker_monitor::fleet {

/// A certificate and its private key, both in PEM.
struct issued {
  std::string certificate;
  std::string key; ///< secret
};

/// The name in the certificate of a hub's nats-server. Hosts check this name instead of an address,
/// so a hub may move.
inline constexpr const char* hub_server_name = "docker-monitor-hub";

/// How long certificates are valid. The authority lasts longer than the hosts, as it cannot be
/// renewed there.
inline constexpr std::chrono::hours authority_life{24 * 365 * 30};
inline constexpr std::chrono::hours server_life{24 * 397};

/// Makes a new self-signed authority. Fails with `refused` where OpenSSL fails.
model::expected<issued> make_authority(model::engine_time now);

/// Issues a certificate for `hub_server_name`. Fails with `malformed` for an invalid authority.
model::expected<issued> issue_server(const issued& authority, model::engine_time now);

/// Returns when a certificate expires. Fails with `malformed` for an invalid one.
model::expected<model::engine_time> end_of_certificate(const std::string& certificate);

} // namespace docker_monitor::fleet
