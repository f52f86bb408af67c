#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The texts of `/proc` about the host as a whole, read in place
// (Documentation/filesystems/proc.rst). Any bytes are taken: what is cut, or no number where one
// belongs, counts as not there.

namespace docker_monitor::engine {

/// CPU time all processors spent since the boot.
struct host_cpu {
  std::uint64_t total_ns = 0;  ///< user and system: not idle, waiting for I/O or stolen
  std::uint64_t user_ns = 0;   ///< with that of guests
  std::uint64_t system_ns = 0; ///< with that of interrupts
  std::uint64_t steal_ns = 0;  ///< the hypervisor ran something else, though there was work here
};

/// Reads the first line of `/proc/stat`, which counts in ticks: `ticks` a second, USER_HZ.
std::optional<host_cpu> parse_host_cpu(std::string_view text, std::uint64_t ticks);

/// Reads the line of `/proc/stat` that tells when the host was booted; none for another line.
std::optional<model::engine_time> parse_boot_time(std::string_view line);

/// True for the line of `/proc/stat` about one CPU that is online, such as `cpu0 …`.
bool is_line_of_core(std::string_view line);

/// The host's memory, in bytes.
struct host_memory {
  std::optional<std::uint64_t> total;
  std::optional<std::uint64_t> used;      ///< all that is not free, with caches
  std::optional<std::uint64_t> available; ///< to new programs without swapping; Linux 3.14
  std::optional<std::uint64_t> cache;
  std::optional<std::uint64_t> inactive_file;
  std::optional<std::uint64_t> anonymous;
  std::optional<std::uint64_t> swap_used;
};

/// Reads `/proc/meminfo`.
host_memory parse_host_memory(std::string_view text);

/// Adds the interfaces of the default routes in `/proc/net/route`.
void add_default_routes(std::string_view text, std::vector<std::string>& interfaces);

/// The same of `/proc/net/ipv6_route`.
void add_default_routes_v6(std::string_view text, std::vector<std::string>& interfaces);

/// True for an interface that others carry the bytes of, by its name: a bridge, bond, VLAN or
/// tunnel, or the end of a container's network.
bool is_on_others(std::string_view interface);

/// Tasks, which are processes and their threads, out of `/proc/loadavg`.
std::optional<std::uint64_t> parse_host_tasks(std::string_view text);

} // namespace docker_monitor::engine
