#pragma once

#include "model/fleet/roster.hpp"

#include <cstdint>
#include <string>

namespace docker_monitor::model {

/// The settings of the hub's own nats-server, except for the hosts.
struct server_settings {
  std::string address;     ///< to listen on
  std::uint16_t port = 0;  ///< to listen on
  std::string hub_key;     ///< the text of the hub's nkey
  std::string certificate; ///< path of the server's certificate
  std::string key;         ///< path of its private key
};

/// The longest payload that the server accepts, in bytes.
inline constexpr std::size_t max_fleet_payload = 1 << 20;

/// Returns the server's configuration: TLS, the hub and one user per host that is not revoked, each
/// with its own subjects only. Core NATS: neither accounts nor JetStream.
std::string server_configuration(const server_settings& settings, const fleet_roster& roster);

/// Returns the entry of one host in the `users` of an `authorization` block, for operators of their
/// own nats-server.
std::string user_entry(const fleet_member& host);

/// Returns the entry of the hub.
std::string hub_user_entry(const std::string& hub_key);

} // namespace docker_monitor::model
