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

/// The name in the certificate of a hub's nats-server. Hosts ask for it rather than for an address,
/// so that a hub may move.
inline constexpr const char* hub_server_name = "docker-monitor-hub";

/// How long certificates are valid. The authority outlives the hosts: who would renew it there?
inline constexpr std::chrono::hours authority_life{24 * 365 * 30};
inline constexpr std::chrono::hours server_life{24 * 397};

/// A new authority that signs itself. Fails with `refused` where OpenSSL does.
model::expected<issued> make_authority(model::engine_time now);

/// A certificate for `hub_server_name`. Fails with `malformed` where the authority is none.
model::expected<issued> issue_server(const issued& authority, model::engine_time now);

/// When a certificate ends. Fails with `malformed` for a text that is none.
model::expected<model::engine_time> end_of_certificate(const std::string& certificate);

} // namespace docker_monitor::fleet
