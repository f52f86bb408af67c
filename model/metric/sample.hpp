#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// Where readings come from: the kernel's cgroup files or the engine's stats API.
enum class source_kind : std::uint8_t { cgroup, engine };

/// `cgroup` or `engine`, as the API writes it.
std::string_view to_string(source_kind source);

/// Traffic of one network interface since it was made. The loopback interface is left out.
struct interface_counters {
  std::string name; ///< at most 15 bytes, as the kernel allows
  std::uint64_t rx_bytes = 0;
  std::uint64_t rx_packets = 0;
  std::optional<std::uint64_t> rx_errors{}; ///< the engine's API does not tell them
  std::uint64_t rx_dropped = 0;
  std::uint64_t tx_bytes = 0;
  std::uint64_t tx_packets = 0;
  std::optional<std::uint64_t> tx_errors{};
  std::uint64_t tx_dropped = 0;
  /// Another interface has the same bytes: it is left out of sums.
  bool repeats = false;

  friend bool operator==(const interface_counters&, const interface_counters&) = default;
};

/// Interfaces in the order the source gave them, shared by the readings that found them unchanged.
using interfaces_ptr = std::shared_ptr<const std::vector<interface_counters>>;

/// Time in which tasks waited for a resource (PSI; Documentation/accounting/psi.rst).
struct pressure {
  std::uint64_t waiting_us = 0; ///< some task waited: the total of `some`
  std::uint64_t stalled_us = 0; ///< no task got on: the total of `full`

  friend bool operator==(const pressure&, const pressure&) = default;
};

/// What was read from and written to one block device.
struct device_counters {
  std::string name; ///< as in `/dev`, such as `sda`; `8:0` where that is unknown
  std::uint64_t read_bytes = 0;
  std::uint64_t write_bytes = 0;
  std::uint64_t read_operations = 0;
  std::uint64_t write_operations = 0;

  friend bool operator==(const device_counters&, const device_counters&) = default;
};

/// Devices in the order the source gave them, shared by the readings that found them unchanged.
using devices_ptr = std::shared_ptr<const std::vector<device_counters>>;

/// Where a container is accounted and what it may use: what seldom changes. Absent members are
/// unknown or, of limits, unlimited.
struct resource_limits {
  std::string cgroup_path;                   ///< such as `/system.slice/docker-….scope`; or empty
  std::optional<std::uint64_t> cpu_quota_us; ///< in each period
  std::optional<std::uint64_t> cpu_period_us;
  std::optional<std::uint64_t> cpu_shares;   ///< by the scale of v1: 2 to 262144, usually 1024
  std::optional<std::uint64_t> memory_bytes; ///< its own, not that of groups above
  std::optional<std::uint32_t> cores;        ///< CPUs it may run on
  std::optional<std::uint64_t> machine_memory_bytes; ///< what there is on the machine

  friend bool operator==(const resource_limits&, const resource_limits&) = default;
};

/// Limits as they are shared by the readings that found them unchanged.
using limits_ptr = std::shared_ptr<const resource_limits>;

/// One reading of a container's counters. What a source cannot give is absent. A source may read
/// some groups less often than others: their own clocks say when.
struct counters {
  engine_time read_at; ///< wall clock of whoever read
  /// When that was, by the clock rates are made with: monotonic where the source has one. Only
  /// differences mean anything.
  std::chrono::nanoseconds clock{};
  source_kind source = source_kind::engine;
  limits_ptr limits; ///< null while unknown

  std::optional<std::uint64_t> cpu_total_ns;
  std::optional<std::uint64_t> cpu_user_ns;
  std::optional<std::uint64_t> cpu_system_ns;
  std::optional<std::uint64_t> cpu_periods; ///< CFS bandwidth periods with a runnable task
  std::optional<std::uint64_t> cpu_throttled_periods;
  std::optional<std::uint64_t> cpu_throttled_ns;
  std::optional<std::uint64_t> cpu_steal_ns; ///< of the host only: the hypervisor took it
  std::optional<pressure> cpu_pressure;

  std::optional<std::uint64_t> memory_usage_bytes; ///< as often as CPU
  std::chrono::nanoseconds memory_clock{};         ///< of the members below
  std::optional<std::uint64_t> memory_inactive_file_bytes;
  std::optional<std::uint64_t> memory_rss_bytes;
  std::optional<std::uint64_t> memory_cache_bytes;
  std::optional<std::uint64_t> memory_swap_bytes;
  /// The smallest limit of the container and the groups above; the machine's memory where there is
  /// none.
  std::optional<std::uint64_t> memory_limit_bytes;
  std::optional<std::uint64_t> memory_available_bytes; ///< of the host only
  std::optional<std::uint64_t> memory_oom_kills;
  std::optional<std::uint64_t> memory_failures;  ///< times the limit was hit
  std::optional<std::uint64_t> memory_max_bytes; ///< the highest usage so far
  std::optional<pressure> memory_pressure;

  std::chrono::nanoseconds network_clock{};
  interfaces_ptr interfaces; ///< null: unknown, or the container has none of its own

  std::chrono::nanoseconds block_clock{};
  std::optional<std::uint64_t> block_read_bytes; ///< over all devices
  std::optional<std::uint64_t> block_write_bytes;
  std::optional<std::uint64_t> block_read_operations;
  std::optional<std::uint64_t> block_write_operations;
  devices_ptr devices; ///< null: unknown, or the source tells sums only
  std::optional<pressure> block_pressure;

  std::optional<std::uint64_t> pids;       ///< tasks: processes and their threads
  std::optional<std::uint64_t> processes;  ///< read less often than `pids`
  std::optional<std::uint64_t> pids_limit; ///< absent where unlimited
};

/// Bytes a second over one interface.
struct interface_rates {
  std::optional<double> rx_bytes_per_second;
  std::optional<double> tx_bytes_per_second;
};

/// What one container used, computed from its newest readings.
struct sample {
  counters now;                            ///< the newest reading
  std::optional<double> cpu_percent;       ///< 100 per busy core
  std::optional<double> cpu_steal_percent; ///< of the host only; likewise
  std::optional<std::uint64_t> memory_working_set_bytes;
  std::optional<double> memory_percent;
  std::vector<interface_rates> interfaces; ///< as `now.interfaces`; empty while there are none
  std::optional<double> block_read_bytes_per_second;
  std::optional<double> block_write_bytes_per_second;
};

/// A sample as it is shared: immutable.
using sample_ptr = std::shared_ptr<const sample>;

/// False for an interface whose bytes another one has, too.
bool counts_in_sums(const sample& of, std::size_t interface);

/// The sample that two readings of one generation give; `before` is the sample of the one before,
/// whose rates go on where a group was not read anew. `confirmed` is the clock of the newest
/// reading that found `before` unchanged, its own if there was none.
///
/// CPU is Δtotal / Δclock, which is what `docker stats` shows (Δtotal / Δhost × CPUs × 100) without
/// its 10 ms steps. A counter that went back, or readings at the same instant, give no value: a new
/// baseline, never 0 or a spike. So does another source than before.
sample rates(const sample& before, std::chrono::nanoseconds confirmed, const counters& now);

/// The sample of a first reading: what needs no second one.
sample first_sample(const counters& now);

/// Working set as `docker stats` shows memory (docker/cli, calculateMemUsageUnixNoCache): usage
/// less the inactive file cache where that is known and smaller than usage.
std::optional<std::uint64_t> working_set(const counters& now);

/// Memory in use: of a container its working set; of the host all that is not available to new
/// programs, as `free` and htop have it.
std::optional<std::uint64_t> memory_in_use(const counters& now);

/// `MEM %` of `docker stats`: the working set in percent of the container's own limit, or of the
/// machine's memory where it has none.
std::optional<double> engine_memory_percent(const sample& of);

/// The CPU time a container may use, in the unit of `sample::cpu_percent`, 100 for each core: the
/// smaller of its quota and the CPUs it may run on. None while both are unknown.
std::optional<double> cpu_limit_percent(const counters& now);

/// True where a reading tells of memory: the kernel may not account it.
bool tells_memory(const counters& now);

/// When the memory details of a reading were read, by the wall clock.
engine_time memory_read_at(const counters& now);

} // namespace docker_monitor::model
