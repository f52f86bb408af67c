#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// The source of readings: the kernel's cgroup files or the engine's stats API.
enum class source_kind : std::uint8_t { cgroup, engine };

/// Returns `cgroup` or `engine`, as the API writes it.
std::string_view to_string(source_kind source);

/// The traffic of one network interface since its creation. The loopback interface is left out.
struct interface_counters {
  std::string name; ///< at most 15 bytes, the kernel's limit
  std::uint64_t rx_bytes = 0;
  std::uint64_t rx_packets = 0;
  std::optional<std::uint64_t> rx_errors{}; ///< not in the engine's API
  std::uint64_t rx_dropped = 0;
  std::uint64_t tx_bytes = 0;
  std::uint64_t tx_packets = 0;
  std::optional<std::uint64_t> tx_errors{};
  std::uint64_t tx_dropped = 0;
  /// Another interface has the same bytes, so sums leave this one out.
  bool repeats = false;

  friend bool operator==(const interface_counters&, const interface_counters&) = default;
};

/// Interfaces in the source's order, shared by the readings that found them unchanged.
using interfaces_ptr = std::shared_ptr<const std::vector<interface_counters>>;

/// The time in which tasks waited for a resource (PSI; Documentation/accounting/psi.rst).
struct pressure {
  std::uint64_t waiting_us = 0; ///< some task waited: the total of `some`
  std::uint64_t stalled_us = 0; ///< no task made progress: the total of `full`

  friend bool operator==(const pressure&, const pressure&) = default;
};

/// The reads and writes of one block device.
struct device_counters {
  std::string name; ///< as in `/dev`, such as `sda`; `8:0` if the name is unknown
  std::uint64_t read_bytes = 0;
  std::uint64_t write_bytes = 0;
  std::uint64_t read_operations = 0;
  std::uint64_t write_operations = 0;

  friend bool operator==(const device_counters&, const device_counters&) = default;
};

/// Devices in the source's order, shared by the readings that found them unchanged.
using devices_ptr = std::shared_ptr<const std::vector<device_counters>>;

/// The cgroup and the limits of a container, which seldom change. Empty members are unknown or, for
/// limits, unlimited.
struct resource_limits {
  std::string cgroup_path;                   ///< such as `/system.slice/docker-….scope`; or empty
  std::optional<std::uint64_t> cpu_quota_us; ///< in each period
  std::optional<std::uint64_t> cpu_period_us;
  std::optional<std::uint64_t> cpu_shares;   ///< on the scale of v1: 2 to 262144, usually 1024
  std::optional<std::uint64_t> memory_bytes; ///< its own limit, not that of groups above
  std::optional<std::uint32_t> cores;        ///< CPUs it may run on
  std::optional<std::uint64_t> machine_memory_bytes; ///< the machine's memory

  friend bool operator==(const resource_limits&, const resource_limits&) = default;
};

/// Limits, shared by the readings that found them unchanged.
using limits_ptr = std::shared_ptr<const resource_limits>;

/// The load averages of the host: tasks that ran, waited for a CPU or waited for a disk, in
/// hundredths, as the kernel rounds them (proc(5)).
struct load_averages {
  std::uint32_t one_minute = 0;
  std::uint32_t five_minutes = 0;
  std::uint32_t fifteen_minutes = 0;

  friend bool operator==(const load_averages&, const load_averages&) = default;
};

/// How long tasks of the host waited between two readings of its pressure, in percent of that time.
/// For a CPU, the kernel counts no time in which all tasks waited.
struct pressure_percentages {
  std::optional<double> cpu_waiting;
  std::optional<double> memory_waiting;
  std::optional<double> memory_stalled;
  std::optional<double> block_waiting;
  std::optional<double> block_stalled;
};

/// Percentages, shared by the samples until the pressure is read again.
using pressure_percentages_ptr = std::shared_ptr<const pressure_percentages>;

/// Bytes per second of one interface.
struct interface_rates {
  std::optional<double> rx_bytes_per_second;
  std::optional<double> tx_bytes_per_second;
};

} // namespace docker_monitor::model
