#pragma once

#include "model/metric/resources.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Parsers of the files of `/proc` about the whole host (Documentation/filesystems/proc.rst). They
// read in place and accept any bytes: a cut line, or a word in place of a number, counts as absent.

namespace docker_monitor::engine {

/// The CPU time of all processors since the boot.
struct host_cpu {
  std::uint64_t total_ns = 0;  ///< user and system: without idle, I/O wait and steal
  std::uint64_t user_ns = 0;   ///< includes guests
  std::uint64_t system_ns = 0; ///< includes interrupts
  std::uint64_t steal_ns = 0;  ///< the hypervisor ran something else although this host had work
};

/// Reads the first line of `/proc/stat`, which counts in ticks. `ticks` is their number per second,
/// USER_HZ.
std::optional<host_cpu> parse_host_cpu(std::string_view text, std::uint64_t ticks);

/// Reads the line of `/proc/stat` with the boot time. Returns none for another line.
std::optional<model::engine_time> parse_boot_time(std::string_view line);

/// Returns true for a line of `/proc/stat` about one online CPU, such as `cpu0 …`.
bool is_line_of_core(std::string_view line);

/// The host's memory, in bytes.
struct host_memory {
  std::optional<std::uint64_t> total;
  std::optional<std::uint64_t> used;      ///< everything that is not free, including caches
  std::optional<std::uint64_t> available; ///< for new programs without swapping; since Linux 3.14
  std::optional<std::uint64_t> cache;
  std::optional<std::uint64_t> inactive_file;
  std::optional<std::uint64_t> anonymous;
  std::optional<std::uint64_t> swap_used;
};

/// Reads `/proc/meminfo`.
host_memory parse_host_memory(std::string_view text);

/// Adds the interfaces of the default routes in `/proc/net/route`.
void add_default_routes(std::string_view text, std::vector<std::string>& interfaces);

/// Adds the interfaces of the default routes in `/proc/net/ipv6_route`.
void add_default_routes_v6(std::string_view text, std::vector<std::string>& interfaces);

/// Removes interfaces whose bytes another one in the list carries, too: VLANs of that one, and
/// tunnels beside anything else. Decides by the name.
void drop_carried(std::vector<std::string>& interfaces);

/// Returns true for an interface whose bytes other interfaces carry, too: a bridge, bond, VLAN or
/// tunnel, or the end of a container's network. Decides by the name.
bool is_on_others(std::string_view interface);

/// Reads the number of tasks (processes and their threads) from `/proc/loadavg`.
std::optional<std::uint64_t> parse_host_tasks(std::string_view text);

/// Reads the load averages from `/proc/loadavg`.
std::optional<model::load_averages> parse_host_load(std::string_view text);

} // namespace docker_monitor::engine
