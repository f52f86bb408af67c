#pragma once

#include <chrono>

namespace docker_monitor::net {

/// A peer that is gone without a word is noticed after `keepalive_idle` + `keepalive_probes` *
/// `keepalive_interval`, and packets through a NAT or a firewall keep its entry alive.
inline constexpr std::chrono::seconds keepalive_idle{20};
inline constexpr std::chrono::seconds keepalive_interval{10};
inline constexpr int keepalive_probes = 3;

/// Switches TCP keepalive on for a socket; does nothing for a socket that is not TCP.
void keep_alive(int socket) noexcept;

} // namespace docker_monitor::net
