#pragma once

#include "model/metric/sample.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// Parsers of the kernel's cgroup and proc files. They read in place, without allocation, and accept
// any bytes: a cut line, or a word in place of a number, counts as absent.

namespace docker_monitor::engine {

/// Reads the leading number of a file. Returns none for `max`, for a text that does not begin with
/// a digit, and for a number that does not fit.
std::optional<std::uint64_t> parse_number(std::string_view text);

/// The values of `cpu.stat` in either version.
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

/// User and system time of v1's `cpuacct.stat`.
struct cpu_split {
  std::optional<std::uint64_t> user_ns;
  std::optional<std::uint64_t> system_ns;
};

/// Reads `cpuacct.stat`, which counts in ticks. `ticks` is their number per second, USER_HZ.
cpu_split parse_cpuacct_stat(std::string_view text, std::uint64_t ticks);

/// The values of `memory.stat` that are shown.
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

/// Counts of events of a group's memory.
struct memory_events {
  std::optional<std::uint64_t> high;       ///< v2 only: times the usage exceeded `memory.high`
  std::optional<std::uint64_t> limit_hits; ///< v2 only
  std::optional<std::uint64_t> oom_kills;
};

/// Reads `memory.events` (v2) or `memory.oom_control` (v1, with kills since kernel 4.13).
memory_events parse_memory_events(std::string_view text);

/// The CPU time that a group may use in each period.
struct cpu_bandwidth {
  std::optional<std::uint64_t> quota_us; ///< none where unlimited
  std::optional<std::uint64_t> period_us;
};

/// Reads v2's `cpu.max`.
cpu_bandwidth parse_cpu_max(std::string_view text);

/// Counts the CPUs in a list such as `0-3,8`. Returns none for an empty or malformed list.
std::optional<std::uint32_t> parse_cpu_list(std::string_view text);

/// Returns the `cpu.shares` of v1 that correspond to a `cpu.weight` of v2, the inverse of the
/// conversion of runc and systemd: weight = 1 + (shares - 2) × 9999 / 262142. Returns none for an
/// invalid weight, such as the 0 of an idle group.
std::optional<std::uint64_t> shares_of_weight(std::optional<std::uint64_t> weight);

/// Reads a `*.pressure` file. `full` may be missing (`cpu.pressure` before Linux 5.13).
std::optional<model::pressure> parse_pressure(std::string_view text);

/// Reads a line of `/proc/<pid>/net/dev`. Returns false for a heading and for `lo`, and leaves
/// `interface` unchanged.
bool parse_interface(std::string_view line, model::interface_counters& interface);

/// Removes the next interface except `lo` from the front of `/proc/<pid>/net/dev`. Returns false at
/// the end.
bool next_interface(std::string_view& rest, model::interface_counters& interface);

/// Returns all interfaces of a `net/dev`, null for none; `before` itself where nothing changed.
model::interfaces_ptr parse_net_dev(std::string_view text, const model::interfaces_ptr& before);

/// Reads `MemTotal` of `/proc/meminfo`, in bytes.
std::optional<std::uint64_t> parse_memory_total(std::string_view text);

} // namespace docker_monitor::engine
