#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// Ports of a container that can be reached from outside: `count` of them, one behind the other.
struct published_port {
  std::string host_address;         ///< `0.0.0.0`, `::` or one of the host's own
  std::uint16_t host_port = 0;      ///< the first; 0: the engine chooses one at the start
  std::uint16_t container_port = 0; ///< the first
  std::uint32_t count = 1;
  std::string protocol; ///< `tcp`, `udp` or `sctp`

  friend bool operator==(const published_port&, const published_port&) = default;
};

/// A folder or file that a container sees though it is not of its image.
struct container_mount {
  std::string type;   ///< `bind`, `volume`, `tmpfs`, …
  std::string name;   ///< of a volume, else empty
  std::string source; ///< the path on the host; empty for `tmpfs`
  std::string target; ///< the path in the container
  bool read_only = false;

  friend bool operator==(const container_mount&, const container_mount&) = default;
};

/// A network that a container is connected to.
struct container_network {
  std::string name;
  std::string address; ///< IPv4, else IPv6; empty while the container does not run

  friend bool operator==(const container_network&, const container_network&) = default;
};

/// The limits a container was made or updated with; none where the engine sets none.
struct configured_limits {
  std::optional<double> cpus;
  std::optional<std::uint64_t> cpu_shares;
  std::string cpuset; ///< such as `0-1,4`; empty: every core
  std::optional<std::uint64_t> memory_bytes;
  std::optional<std::uint64_t> memory_reservation_bytes;
  std::optional<std::uint64_t> memory_swap_bytes; ///< memory and swap together
  std::optional<std::uint64_t> pids;

  friend bool operator==(const configured_limits&, const configured_limits&) = default;
};

/// How a container is set up, as the newest inspection has it. Each list has at most
/// `max_configuration_entries` entries.
struct container_configuration {
  std::uint64_t restart_limit = 0;         ///< attempts of `on-failure`; 0: no limit
  std::vector<published_port> ports;       ///< by protocol, address and port
  std::vector<container_mount> mounts;     ///< by target
  std::vector<container_network> networks; ///< by name
  /// The names of the variables in alphabetical order; values may be secrets and are not kept.
  std::vector<std::string> environment;
  configured_limits limits;

  friend bool operator==(const container_configuration&, const container_configuration&) = default;
};

/// Bounds the memory that one container takes.
inline constexpr std::size_t max_configuration_entries = 256;

/// All copies of a container share one.
using container_configuration_ptr = std::shared_ptr<const container_configuration>;

} // namespace docker_monitor::model
