#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// What a metric's value means to Prometheus.
enum class metric_type : std::uint8_t { counter, gauge, histogram, summary };

/// How the number of a series is kept and written.
enum class number_form : std::uint8_t {
  integer,
  signed_integer, ///< as two's complement
  nanoseconds,    ///< written as seconds with nine decimals
  microseconds,   ///< written as seconds with six decimals
  milliseconds,   ///< written as seconds with three decimals
};

/// The metrics that containers and the host have series of, in the order they are written.
enum class family : std::uint8_t {
  cpu_usage,
  cpu_user,
  cpu_system,
  cfs_periods,
  cfs_throttled_periods,
  cfs_throttled_seconds,
  spec_cpu_quota,
  spec_cpu_period,
  spec_cpu_shares,
  memory_usage,
  memory_working_set,
  memory_rss,
  memory_cache,
  memory_swap,
  memory_failures,
  memory_max_usage,
  spec_memory_limit,
  oom_events,
  receive_bytes,
  receive_packets,
  receive_errors,
  receive_dropped,
  transmit_bytes,
  transmit_packets,
  transmit_errors,
  transmit_dropped,
  reads,
  writes,
  reads_bytes,
  writes_bytes,
  processes,
  threads,
  cpu_waiting,
  cpu_stalled,
  memory_waiting,
  memory_stalled,
  io_waiting,
  io_stalled,
  start_time,
  last_seen,
  health_state,
  status,
  exit_code,
  restarts,
  fs_usage,
  oom_kills,
  count_,
};

/// How many there are.
inline constexpr std::size_t family_count = static_cast<std::size_t>(family::count_);

/// Name and meaning of a metric.
struct family_description {
  std::string_view name;
  std::string_view help; ///< without quotes, backslashes and line ends
  metric_type type;
  number_form form;
  /// The name of a label beyond those of the container: `interface`; empty where there is none.
  std::string_view label{};
};

/// That of a family; the names are cAdvisor's where it has the metric.
const family_description& describe(family of);

/// Appends the lines that introduce a metric. OpenMetrics names counters without `_total` there.
void append_metadata(
    std::string& out, std::string_view name, metric_type type, std::string_view help,
    bool openmetrics);

} // namespace docker_monitor::http
