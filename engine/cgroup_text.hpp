#pragma once

#include "model/sample.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// The texts of the kernel's cgroup and proc files, read in place and without allocation. Any bytes
// are taken: a line that is cut, or no number where one belongs, counts as not there.

namespace docker_monitor::engine {

/// The number a file holds, up to its first other character. None for `max`, for anything that does
/// not begin with a digit and for what does not fit.
std::optional<std::uint64_t> parse_number(std::string_view text);

/// What `cpu.stat` tells, in either version.
struct cpu_statistics {
  std::optional<std::uint64_t> total_ns;  ///< v2 only
  std::optional<std::uint64_t> user_ns;   ///< v2 only
  std::optional<std::uint64_t> system_ns; ///< v2 only
  std::optional<std::uint64_t> periods;
  std::optional<std::uint64_t> throttled_periods;
  std::optional<std::uint64_t> throttled_ns;
};

/// Reads `cpu.stat` (v1: Documentation/scheduler/sched-bwc.rst, v2: admin-guide/cgroup-v2.rst).
cpu_statistics parse_cpu_stat(std::string_view text);

/// User and system time out of v1's `cpuacct.stat`.
struct cpu_split {
  std::optional<std::uint64_t> user_ns;
  std::optional<std::uint64_t> system_ns;
};

/// Reads `cpuacct.stat`, which counts in ticks: `ticks` a second, USER_HZ.
cpu_split parse_cpuacct_stat(std::string_view text, std::uint64_t ticks);

/// What of `memory.stat` is shown.
struct memory_statistics {
  std::optional<std::uint64_t> rss;
  std::optional<std::uint64_t> cache;
  std::optional<std::uint64_t> swap; ///< v1 only
  std::optional<std::uint64_t> inactive_file;
};

/// Reads v1's `memory.stat`: the totals, which include the groups below, as `docker stats` does.
memory_statistics parse_memory_stat_v1(std::string_view text);

/// Reads v2's `memory.stat`, which always includes the groups below.
memory_statistics parse_memory_stat_v2(std::string_view text);

/// OOM kills out of `memory.events` (v2) or `memory.oom_control` (v1, kernel 4.13 and newer).
std::optional<std::uint64_t> parse_oom_kills(std::string_view text);

/// Reads and writes, summed over all devices.
struct block_sums {
  std::uint64_t read = 0;
  std::uint64_t write = 0;
};

/// Reads one of v1's `blkio.throttle.io_*` files. None where the text has not even a total.
std::optional<block_sums> parse_blkio(std::string_view text);

/// Bytes and operations out of v2's `io.stat`; all 0 for an empty one, which is a group without
/// I/O.
struct io_statistics {
  block_sums bytes;
  block_sums operations;
};

/// Reads `io.stat`.
io_statistics parse_io_stat(std::string_view text);

/// Reads a `*.pressure` file. `full` may be missing (`cpu.pressure` before Linux 5.13).
std::optional<model::pressure> parse_pressure(std::string_view text);

/// Takes the next interface but `lo` off the front of `/proc/<pid>/net/dev`; false at its end.
bool next_interface(std::string_view& rest, model::interface_counters& interface);

/// All interfaces of a `net/dev`, null for none; `before` itself where they are as they were.
model::interfaces_ptr parse_net_dev(std::string_view text, const model::interfaces_ptr& before);

/// `MemTotal` of `/proc/meminfo` in bytes.
std::optional<std::uint64_t> parse_memory_total(std::string_view text);

} // namespace docker_monitor::engine
