#pragma once

#include "model/metric/metric_definition.hpp"
#include "model/metric/resources.hpp"
#include "model/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

// All metrics. A new metric is a member of `counters`, which a reader fills, and a row of the table
// below. JSON, exposition, `fields`, rules, history, recordings, the schema and the page's types
// are made from it.

namespace docker_monitor::model {

/// One reading of a container's counters. Members that the source does not provide are empty. A
/// source may read some groups less often than others; their clocks show when.
struct counters {
  engine_time read_at; ///< wall clock of the reader
  /// The time of the reading on the clock for rates, which is monotonic if the source has such a
  /// clock. Only differences are meaningful.
  std::chrono::nanoseconds clock{};
  source_kind source = source_kind::engine;
  limits_ptr limits; ///< null while unknown

  std::optional<std::uint64_t> cpu_total_ns;
  std::optional<std::uint64_t> cpu_user_ns;
  std::optional<std::uint64_t> cpu_system_ns;
  std::optional<std::uint64_t> cpu_periods; ///< CFS bandwidth periods with a runnable task
  std::optional<std::uint64_t> cpu_throttled_periods;
  std::optional<std::uint64_t> cpu_throttled_ns;
  std::optional<std::uint64_t> cpu_steal_ns; ///< of the host only: time used by the hypervisor
  std::optional<pressure> cpu_pressure;

  std::optional<std::uint64_t> memory_usage_bytes; ///< read as often as CPU
  std::chrono::nanoseconds memory_clock{};         ///< time of the members below
  std::optional<std::uint64_t> memory_inactive_file_bytes;
  std::optional<std::uint64_t> memory_rss_bytes;
  std::optional<std::uint64_t> memory_cache_bytes;
  std::optional<std::uint64_t> memory_swap_bytes;
  /// The smallest limit of the container and of the groups above it; without one, the machine's
  /// memory.
  std::optional<std::uint64_t> memory_limit_bytes;
  std::optional<std::uint64_t> memory_available_bytes; ///< of the host only
  std::optional<std::uint64_t> memory_oom_kills;
  std::optional<std::uint64_t> memory_failures;    ///< times the limit was hit
  std::optional<std::uint64_t> memory_high_events; ///< times it was throttled for `memory.high`
  std::optional<std::uint64_t> memory_max_events;  ///< times it was about to exceed `memory.max`
  std::optional<std::uint64_t> memory_max_bytes;   ///< the highest usage so far
  std::optional<pressure> memory_pressure;

  std::chrono::nanoseconds network_clock{};
  interfaces_ptr interfaces; ///< null: unknown, or the container has no interfaces of its own

  std::chrono::nanoseconds block_clock{};
  std::optional<std::uint64_t> block_read_bytes; ///< over all devices
  std::optional<std::uint64_t> block_write_bytes;
  std::optional<std::uint64_t> block_read_operations;
  std::optional<std::uint64_t> block_write_operations;
  devices_ptr devices; ///< null: unknown, or the source provides sums only
  std::optional<pressure> block_pressure;

  std::optional<std::uint64_t> pids;       ///< tasks: processes and their threads
  std::optional<std::uint64_t> processes;  ///< read less often than `pids`
  std::optional<std::uint64_t> pids_limit; ///< empty if unlimited

  std::optional<load_averages> load;         ///< of the host only
  std::chrono::nanoseconds pressure_clock{}; ///< of the host only: when its pressure was read
};

/// The resource use of one container, computed from its newest readings.
struct sample {
  counters now;                            ///< the newest reading
  std::optional<double> cpu_percent;       ///< 100 per busy core
  std::optional<double> cpu_steal_percent; ///< of the host only; 100 per core
  std::optional<std::uint64_t> memory_working_set_bytes;
  std::optional<double> memory_percent;
  std::vector<interface_rates> interfaces; ///< in the order of `now.interfaces`; empty if there are
                                           ///< none
  std::optional<double> block_read_bytes_per_second;
  std::optional<double> block_write_bytes_per_second;
  pressure_percentages_ptr host_pressure; ///< of the host only; null while none of it is known
};

/// Facts of a container that do not need a sample, and values that depend on both.
struct container_facts {
  std::optional<std::uint64_t> exit_code; ///< two's complement
  std::optional<std::uint64_t> restart_count;
  // For the exposition. The host has the first three only.
  std::optional<std::uint64_t> memory_limit_bytes; ///< its own; 0: unlimited; needs a sample
  std::optional<std::uint64_t> started_ms;         ///< while it is up
  std::optional<std::uint64_t> sampled_ms;         ///< while it is up and has a sample
  std::optional<std::uint64_t> oom_kills;          ///< over all runs
  std::optional<std::uint64_t> health;             ///< 1 healthy, 0 starting or unhealthy
  std::optional<std::uint64_t> one;
  std::optional<std::uint64_t> last_exit_code; ///< while it is not up
  std::optional<std::uint64_t> restarts;       ///< by the restart policy, over all runs
  std::optional<std::uint64_t> changed_bytes;  ///< of its files
};

// Functions that compute values.
std::optional<double> host_percent(const sample& of, std::optional<std::uint32_t> cores);
std::optional<double> limit_percent(const sample& of, std::optional<std::uint32_t> cores);
/// OOM kills of all runs, if memory is accounted.
std::optional<std::uint64_t> known_oom_kills(const row& row);
/// The time when memory's details were read, if earlier than the sample's time as shown.
std::optional<engine_time> older_memory_time(const row& row);

namespace metric_rows {

using enum metric_unit;
using enum metric_kind;
using part = exposition_part;
using series = history_series;

// Each row takes as few lines as possible.
// clang-format off
inline constexpr auto all = std::to_array<metric_definition>({
    {.from = &sample::cpu_percent, .unit = percent,
     .path = "cpu.percent", .recorded = "cpu_percent", .history = series::cpu,
     .note = "100 for each busy core, as `docker stats` shows it."},
    {.from = host_percent, .unit = percent, .path = "cpu.hostPercent",
     .note = "100 where all cores of the host are busy."},
    {.from = limit_percent, .unit = percent, .path = "cpu.limitPercent",
     .note = "How much of `percent` the container may use: 50 for half a core. The smallest of "
             "its quota, its cpuset and the cores of the host; absent where only the engine is "
             "read."},
    {.from = &counters::cpu_total_ns, .unit = nanoseconds, .kind = counter,
     .path = "cpu.usageSeconds", .recorded = "cpu_total_ns",
     .note = "CPU time used since the container was started; all that follows counts since then.",
     .family = "container_cpu_usage_seconds_total", .label = "cpu",
     .help = "CPU time used."},
    {.from = &counters::cpu_user_ns, .unit = nanoseconds, .kind = counter,
     .path = "cpu.userSeconds", .recorded = "cpu_user_ns",
     .family = "container_cpu_user_seconds_total",
     .help = "CPU time used in user mode."},
    {.from = &counters::cpu_system_ns, .unit = nanoseconds, .kind = counter,
     .path = "cpu.systemSeconds", .recorded = "cpu_system_ns",
     .family = "container_cpu_system_seconds_total",
     .help = "CPU time used in the kernel."},
    {.from = &counters::cpu_periods, .kind = counter,
     .path = "cpu.periods", .recorded = "cpu_periods",
     .family = "container_cpu_cfs_periods_total",
     .help = "Enforcement periods of the CPU quota with something to run."},
    {.from = &counters::cpu_throttled_periods, .kind = counter,
     .path = "cpu.throttledPeriods", .recorded = "cpu_throttled_periods",
     .family = "container_cpu_cfs_throttled_periods_total",
     .help = "Periods in which the CPU quota was used up."},
    {.from = &counters::cpu_throttled_ns, .unit = nanoseconds, .kind = counter,
     .path = "cpu.throttledSeconds", .recorded = "cpu_throttled_ns",
     .family = "container_cpu_cfs_throttled_seconds_total",
     .help = "Time for which the CPU quota stopped tasks."},
    {.from = &resource_limits::cpu_quota_us,
     .family = "container_spec_cpu_quota",
     .help = "CPU quota in each period, in microseconds."},
    {.from = &resource_limits::cpu_period_us,
     .family = "container_spec_cpu_period",
     .help = "Length of a period of the CPU quota, in microseconds."},
    {.from = &resource_limits::cpu_shares,
     .family = "container_spec_cpu_shares",
     .help = "Share of the CPU where it is short; 1024 is usual."},
    {.from = pressure_total{&counters::cpu_pressure, &pressure::waiting_us}, .unit = microseconds,
     .kind = counter, .path = "cpu.pressure.waitingSeconds", .recorded = "cpu_pressure.waiting_us",
     .family = "container_pressure_cpu_waiting_seconds_total", .part = part::pressure,
     .help = "Time in which some task waited for a CPU."},
    {.from = pressure_total{&counters::cpu_pressure, &pressure::stalled_us}, .unit = microseconds,
     .kind = counter, .path = "cpu.pressure.stalledSeconds", .recorded = "cpu_pressure.stalled_us",
     .family = "container_pressure_cpu_stalled_seconds_total", .part = part::pressure,
     .help = "Time in which all tasks waited for a CPU."},

    {.from = &sample::memory_percent, .unit = percent,
     .path = "memory.percent", .recorded = "memory_percent", .history = series::memory_percent,
     .note = "The working set in percent of the limit, as `docker stats` shows it."},
    {.from = &counters::memory_usage_bytes, .unit = bytes,
     .path = "memory.usageBytes", .recorded = "memory_usage_bytes",
     .family = "container_memory_usage_bytes",
     .help = "Memory in use, file cache included."},
    {.from = &counters::memory_inactive_file_bytes, .unit = bytes,
     .recorded = "memory_inactive_file_bytes", .memory_detail = true},
    {.from = &sample::memory_working_set_bytes, .unit = bytes,
     .path = "memory.workingSetBytes", .recorded = "memory_working_set_bytes",
     .history = series::memory,
     .family = "container_memory_working_set_bytes",
     .help = "Memory in use without the inactive file cache."},
    {.from = &counters::memory_rss_bytes, .unit = bytes,
     .path = "memory.rssBytes", .recorded = "memory_rss_bytes", .memory_detail = true,
     .family = "container_memory_rss",
     .help = "Anonymous memory, in bytes."},
    {.from = &counters::memory_cache_bytes, .unit = bytes,
     .path = "memory.cacheBytes", .recorded = "memory_cache_bytes", .memory_detail = true,
     .family = "container_memory_cache",
     .help = "File cache, in bytes."},
    {.from = &counters::memory_swap_bytes, .unit = bytes,
     .path = "memory.swapBytes", .recorded = "memory_swap_bytes", .memory_detail = true,
     .family = "container_memory_swap",
     .help = "Memory swapped out, in bytes."},
    {.from = &counters::memory_limit_bytes, .unit = bytes,
     .path = "memory.limitBytes", .recorded = "memory_limit_bytes",
     .note = "The smallest limit of the container and of the groups above it; the host's memory "
             "where there is none."},
    {.from = &counters::memory_failures, .memory_detail = true,
     .family = "container_memory_failcnt",
     .help = "Times the memory limit was hit."},
    {.from = &counters::memory_max_bytes, .unit = bytes,
     .family = "container_memory_max_usage_bytes",
     .help = "The highest memory usage so far."},
    {.from = &container_facts::memory_limit_bytes, .unit = bytes,
     .family = "container_spec_memory_limit_bytes",
     .help = "Memory limit; 0 where there is none."},
    {.from = &counters::memory_oom_kills, .recorded = "memory_oom_kills", .memory_detail = true},
    {.from = known_oom_kills, .kind = counter, .path = "memory.oomKills",
     .note = "Processes killed for lack of memory, over all runs of the container; it never gets "
             "less."},
    {.from = &container_facts::oom_kills, .kind = counter,
     .family = "container_oom_events_total",
     .help = "Processes killed because memory ran out, over all runs of the container."},
    {.from = &counters::memory_high_events, .kind = counter,
     .path = "memory.events.high", .recorded = "memory_high_events", .memory_detail = true,
     .family = "container_memory_events_high_total",
     .help = "Times the container was throttled because its memory was above memory.high."},
    {.from = &counters::memory_max_events, .kind = counter,
     .path = "memory.events.max", .recorded = "memory_max_events", .memory_detail = true,
     .family = "container_memory_events_max_total",
     .help = "Times the memory of the container was about to go above memory.max."},
    {.from = pressure_total{&counters::memory_pressure, &pressure::waiting_us},
     .unit = microseconds, .kind = counter,
     .path = "memory.pressure.waitingSeconds", .recorded = "memory_pressure.waiting_us",
     .memory_detail = true,
     .family = "container_pressure_memory_waiting_seconds_total", .part = part::pressure,
     .help = "Time in which some task waited for memory."},
    {.from = pressure_total{&counters::memory_pressure, &pressure::stalled_us},
     .unit = microseconds, .kind = counter,
     .path = "memory.pressure.stalledSeconds", .recorded = "memory_pressure.stalled_us",
     .memory_detail = true,
     .family = "container_pressure_memory_stalled_seconds_total", .part = part::pressure,
     .help = "Time in which all tasks waited for memory."},
    {.from = older_memory_time, .unit = text, .path = "memory.sampledAt",
     .note = "Of all but the usage, where that is not the time of the sample."},

    {.from = &interface_counters::name, .unit = text, .path = "network.interface"},
    {.from = &interface_counters::rx_bytes, .unit = bytes, .kind = counter,
     .path = "network.rxBytes", .recorded = "rx_bytes",
     .family = "container_network_receive_bytes_total", .label = "interface",
     .help = "Bytes received."},
    {.from = &interface_counters::rx_packets, .kind = counter,
     .path = "network.rxPackets", .recorded = "rx_packets",
     .family = "container_network_receive_packets_total", .label = "interface",
     .help = "Packets received."},
    {.from = &interface_counters::rx_errors, .kind = counter,
     .path = "network.rxErrors", .recorded = "rx_errors",
     .family = "container_network_receive_errors_total", .label = "interface",
     .help = "Errors while receiving."},
    {.from = &interface_counters::rx_dropped, .kind = counter,
     .path = "network.rxDropped", .recorded = "rx_dropped",
     .family = "container_network_receive_packets_dropped_total", .label = "interface",
     .help = "Received packets that were dropped."},
    {.from = &interface_rates::rx_bytes_per_second, .unit = bytes_per_second,
     .path = "network.rxBytesPerSecond", .recorded = "rx_bytes_per_second",
     .history = series::network_received},
    {.from = &interface_counters::tx_bytes, .unit = bytes, .kind = counter,
     .path = "network.txBytes", .recorded = "tx_bytes",
     .family = "container_network_transmit_bytes_total", .label = "interface",
     .help = "Bytes sent."},
    {.from = &interface_counters::tx_packets, .kind = counter,
     .path = "network.txPackets", .recorded = "tx_packets",
     .family = "container_network_transmit_packets_total", .label = "interface",
     .help = "Packets sent."},
    {.from = &interface_counters::tx_errors, .kind = counter,
     .path = "network.txErrors", .recorded = "tx_errors",
     .family = "container_network_transmit_errors_total", .label = "interface",
     .help = "Errors while sending."},
    {.from = &interface_counters::tx_dropped, .kind = counter,
     .path = "network.txDropped", .recorded = "tx_dropped",
     .family = "container_network_transmit_packets_dropped_total", .label = "interface",
     .help = "Packets dropped instead of sent."},
    {.from = &interface_rates::tx_bytes_per_second, .unit = bytes_per_second,
     .path = "network.txBytesPerSecond", .recorded = "tx_bytes_per_second",
     .history = series::network_sent},

    {.from = device_count{&counters::block_read_bytes, &device_counters::read_bytes}, .unit = bytes,
     .kind = counter, .path = "blockIo.readBytes", .recorded = "block_read_bytes",
     .family = "container_fs_reads_bytes_total", .label = "device", .part = part::device_bytes,
     .help = "Bytes read."},
    {.from = device_count{&counters::block_write_bytes, &device_counters::write_bytes},
     .unit = bytes, .kind = counter, .path = "blockIo.writeBytes", .recorded = "block_write_bytes",
     .family = "container_fs_writes_bytes_total", .label = "device", .part = part::device_bytes,
     .help = "Bytes written."},
    {.from = device_count{&counters::block_read_operations, &device_counters::read_operations},
     .kind = counter, .path = "blockIo.readOps", .recorded = "block_read_operations",
     .family = "container_fs_reads_total", .label = "device",
     .help = "Completed reads."},
    {.from = device_count{&counters::block_write_operations, &device_counters::write_operations},
     .kind = counter, .path = "blockIo.writeOps", .recorded = "block_write_operations",
     .family = "container_fs_writes_total", .label = "device",
     .help = "Completed writes."},
    {.from = &sample::block_read_bytes_per_second, .unit = bytes_per_second,
     .path = "blockIo.readBytesPerSecond", .recorded = "block_read_bytes_per_second",
     .history = series::block_read},
    {.from = &sample::block_write_bytes_per_second, .unit = bytes_per_second,
     .path = "blockIo.writeBytesPerSecond", .recorded = "block_write_bytes_per_second",
     .history = series::block_written},
    {.from = pressure_total{&counters::block_pressure, &pressure::waiting_us}, .unit = microseconds,
     .kind = counter,
     .path = "blockIo.pressure.waitingSeconds", .recorded = "block_pressure.waiting_us",
     .family = "container_pressure_io_waiting_seconds_total", .part = part::pressure,
     .help = "Time in which some task waited for input or output."},
    {.from = pressure_total{&counters::block_pressure, &pressure::stalled_us}, .unit = microseconds,
     .kind = counter,
     .path = "blockIo.pressure.stalledSeconds", .recorded = "block_pressure.stalled_us",
     .family = "container_pressure_io_stalled_seconds_total", .part = part::pressure,
     .help = "Time in which all tasks waited for input or output."},

    {.from = &counters::processes,
     .family = "container_processes", .part = part::tasks,
     .help = "Processes."},
    {.from = &counters::pids, .path = "pids.current", .recorded = "pids", .history = series::pids,
     .note = "Processes and their threads.",
     .family = "container_threads", .part = part::tasks,
     .help = "Threads of all processes."},
    {.from = &counters::pids_limit, .path = "pids.limit", .recorded = "pids_limit",
     .note = "Absent where there is none."},

    {.from = &container_facts::exit_code, .unit = code, .path = "exitCode"},
    {.from = &container_facts::restart_count, .kind = counter, .path = "restartCount"},
    {.from = &container_facts::started_ms, .unit = milliseconds,
     .family = "container_start_time_seconds", .part = part::container,
     .help = "When it was started, in seconds since 1970."},
    {.from = &container_facts::sampled_ms, .unit = milliseconds,
     .family = "container_last_seen", .part = part::container,
     .help = "When it was last sampled, in seconds since 1970."},
    {.from = &container_facts::health,
     .family = "container_health_state", .part = part::container,
     .help = "Result of its health check: 1 healthy, 0 starting or unhealthy."},
    {.from = &container_facts::one,
     .family = "container_status", .label = "status", .part = part::container,
     .help = "1 for the state the container is in."},
    {.from = &container_facts::last_exit_code, .unit = code,
     .family = "container_exit_code", .part = part::container,
     .help = "Exit code of a container that has ended."},
    {.from = &container_facts::restarts, .kind = counter,
     .family = "container_restarts_total", .part = part::container,
     .help = "Restarts by the restart policy, over all runs of the container."},
    {.from = &container_facts::changed_bytes, .unit = bytes,
     .family = "container_fs_usage_bytes", .part = part::container,
     .help = "Size of the files that the container made or changed."},
    {.from = &container_facts::oom_kills, .kind = counter,
     .family = "container_oom_kills_total", .part = part::container,
     .help = "Processes killed because memory ran out, over all runs of the container."},
});
// clang-format on

} // namespace metric_rows

/// All metrics, in the order of the members of the container object.
inline constexpr auto& metric_table = metric_rows::all;

} // namespace docker_monitor::model
