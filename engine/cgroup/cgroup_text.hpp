#pragma once

#include "model/metric/sample.hpp"

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

/// What happened to a group's memory.
struct memory_events {
  std::optional<std::uint64_t> high;       ///< v2 only: times it was above `memory.high`
  std::optional<std::uint64_t> limit_hits; ///< v2 only
  std::optional<std::uint64_t> oom_kills;
};

/// Reads `memory.events` (v2) or `memory.oom_control` (v1; tells kills on kernel 4.13 and newer).
memory_events parse_memory_events(std::string_view text);

/// CPU time that a group may use in each period.
struct cpu_bandwidth {
  std::optional<std::uint64_t> quota_us; ///< none where unlimited
  std::optional<std::uint64_t> period_us;
};

/// Reads v2's `cpu.max`.
cpu_bandwidth parse_cpu_max(std::string_view text);

/// How many CPUs a list such as `0-3,8` names; none for an empty one and for what is no list.
std::optional<std::uint32_t> parse_cpu_list(std::string_view text);

/// The `cpu.shares` of v1 that a `cpu.weight` of v2 stands for: the inverse of what runc and
/// systemd make of shares, weight = 1 + (shares - 2) × 9999 / 262142. None for what is no weight,
/// such as the 0 of an idle group.
std::optional<std::uint64_t> shares_of_weight(std::optional<std::uint64_t> weight);

/// Reads a `*.pressure` file. `full` may be missing (`cpu.pressure` before Linux 5.13).
std::optional<model::pressure> parse_pressure(std::string_view text);

/// Reads a line of `/proc/<pid>/net/dev`; false for a heading and for `lo`, which leave `interface`
/// as it was.
bool parse_interface(std::string_view line, model::interface_counters& interface);

/// Takes the next interface but `lo` off the front of `/proc/<pid>/net/dev`; false at its end.
bool next_interface(std::string_view& rest, model::interface_counters& interface);

/// All interfaces of a `net/dev`, null for none; `before` itself where they are as they were.
model::interfaces_ptr parse_net_dev(std::string_view text, const model::interfaces_ptr& before);

/// `MemTotal` of `/proc/meminfo` in bytes.
std::optional<std::uint64_t> parse_memory_total(std::string_view text);

} // namespace docker_monitor::engine
