#pragma once

#include "model/fleet/roster.hpp"

#include <cstdint>
#include <string>

namespace docker_monitor::model {

/// What the hub's own nats-server is told beside the hosts.
struct server_settings {
  std::string address;     ///< to listen on
  std::uint16_t port = 0;  ///< likewise
  std::string hub_key;     ///< the text of the hub's nkey
  std::string certificate; ///< path of the server's certificate
  std::string key;         ///< path of its private key
};

/// The longest payload that the server takes, in bytes.
inline constexpr std::size_t max_fleet_payload = 1 << 20;

/// The configuration of the server: TLS, the hub and one user per host that is not revoked, each
/// with its own subjects only. Core NATS: neither accounts nor JetStream.
std::string server_configuration(const server_settings& settings, const fleet_roster& roster);

/// The entry of one host among the `users` of an `authorization` block, for the operator of a
/// nats-server of their own.
std::string user_entry(const fleet_member& host);

/// Likewise, of the hub.
std::string hub_user_entry(const std::string& hub_key);

} // namespace docker_monitor::model
