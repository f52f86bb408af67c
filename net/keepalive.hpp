#pragma once

#include <chrono>

namespace docker_monitor::net {

/// A vanished peer is detected after `keepalive_idle` + `keepalive_probes` * `keepalive_interval`.
/// The packets also keep the entry of a NAT or a firewall alive.
inline constexpr std::chrono::seconds keepalive_idle{20};
inline constexpr std::chrono::seconds keepalive_interval{10};
inline constexpr int keepalive_probes = 3;

/// Switches TCP keepalive on for a socket; does nothing for a socket that is not TCP.
void keep_alive(int socket) noexcept;

} // namespace docker_monitor::net
