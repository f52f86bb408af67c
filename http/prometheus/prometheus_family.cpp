#include "http/prometheus/prometheus_family.hpp"

namespace docker_monitor::http {

namespace {

using enum metric_type;
using enum number_form;

constexpr std::string_view interface = "interface";
constexpr std::string_view device = "device";

constexpr std::array<family_description, family_count> descriptions{{
    {"container_cpu_usage_seconds_total", "CPU time used.", counter, nanoseconds, "cpu"},
    {"container_cpu_user_seconds_total", "CPU time used in user mode.", counter, nanoseconds},
    {"container_cpu_system_seconds_total", "CPU time used in the kernel.", counter, nanoseconds},
    {"container_cpu_cfs_periods_total",
     "Enforcement periods of the CPU quota with something to run.", counter, integer},
    {"container_cpu_cfs_throttled_periods_total", "Periods in which the CPU quota was used up.",
     counter, integer},
    {"container_cpu_cfs_throttled_seconds_total", "Time for which the CPU quota stopped tasks.",
     counter, nanoseconds},
    {"container_spec_cpu_quota", "CPU quota in each period, in microseconds.", gauge, integer},
    {"container_spec_cpu_period", "Length of a period of the CPU quota, in microseconds.", gauge,
     integer},
    {"container_spec_cpu_shares", "Share of the CPU where it is short; 1024 is usual.", gauge,
     integer},
    {"container_memory_usage_bytes", "Memory in use, file cache included.", gauge, integer},
    {"container_memory_working_set_bytes", "Memory in use without the inactive file cache.", gauge,
     integer},
    {"container_memory_rss", "Anonymous memory, in bytes.", gauge, integer},
    {"container_memory_cache", "File cache, in bytes.", gauge, integer},
    {"container_memory_swap", "Memory swapped out, in bytes.", gauge, integer},
    {"container_memory_failcnt", "Times the memory limit was hit.", gauge, integer},
    {"container_memory_max_usage_bytes", "The highest memory usage so far.", gauge, integer},
    {"container_spec_memory_limit_bytes", "Memory limit; 0 where there is none.", gauge, integer},
    {"container_oom_events_total",
     "Processes killed because memory ran out, over all runs of the container.", counter, integer},
    {"container_network_receive_bytes_total", "Bytes received.", counter, integer, interface},
    {"container_network_receive_packets_total", "Packets received.", counter, integer, interface},
    {"container_network_receive_errors_total", "Errors while receiving.", counter, integer,
     interface},
    {"container_network_receive_packets_dropped_total", "Received packets that were dropped.",
     counter, integer, interface},
    {"container_network_transmit_bytes_total", "Bytes sent.", counter, integer, interface},
    {"container_network_transmit_packets_total", "Packets sent.", counter, integer, interface},
    {"container_network_transmit_errors_total", "Errors while sending.", counter, integer,
     interface},
    {"container_network_transmit_packets_dropped_total", "Packets dropped instead of sent.",
     counter, integer, interface},
    {"container_fs_reads_total", "Completed reads.", counter, integer, device},
    {"container_fs_writes_total", "Completed writes.", counter, integer, device},
    {"container_fs_reads_bytes_total", "Bytes read.", counter, integer, device},
    {"container_fs_writes_bytes_total", "Bytes written.", counter, integer, device},
    {"container_processes", "Processes.", gauge, integer},
    {"container_threads", "Threads of all processes.", gauge, integer},
    {"container_pressure_cpu_waiting_seconds_total", "Time in which some task waited for a CPU.",
     counter, microseconds},
    {"container_pressure_cpu_stalled_seconds_total", "Time in which all tasks waited for a CPU.",
     counter, microseconds},
    {"container_pressure_memory_waiting_seconds_total",
     "Time in which some task waited for memory.", counter, microseconds},
    {"container_pressure_memory_stalled_seconds_total",
     "Time in which all tasks waited for memory.", counter, microseconds},
    {"container_pressure_io_waiting_seconds_total",
     "Time in which some task waited for input or output.", counter, microseconds},
    {"container_pressure_io_stalled_seconds_total",
     "Time in which all tasks waited for input or output.", counter, microseconds},
    {"container_start_time_seconds", "When it was started, in seconds since 1970.", gauge,
     milliseconds},
    {"container_last_seen", "When it was last sampled, in seconds since 1970.", gauge,
     milliseconds},
    {"container_health_state", "Result of its health check: 1 healthy, 0 starting or unhealthy.",
     gauge, integer},
    {"container_status", "1 for the state the container is in.", gauge, integer, "status"},
    {"container_exit_code", "Exit code of a container that has ended.", gauge, signed_integer},
    {"container_restarts_total", "Restarts by the restart policy, over all runs of the container.",
     counter, integer},
    {"container_fs_usage_bytes", "Size of the files that the container made or changed.", gauge,
     integer},
    {"container_oom_kills_total",
     "Processes killed because memory ran out, over all runs of the container.", counter, integer},
}};

static_assert(descriptions.back().name == "container_oom_kills_total"); // as many as families

std::string_view word(metric_type type) {
  switch (type) {
  case counter:
    return "counter";
  case histogram:
    return "histogram";
  case summary:
    return "summary";
  default:
    return "gauge";
  }
}

} // namespace

const family_description& describe(family of) {
  return descriptions.at(static_cast<std::size_t>(of));
}

void append_metadata(
    std::string& out, std::string_view name, metric_type type, std::string_view help,
    bool openmetrics) {
  constexpr std::string_view total = "_total";
  if (openmetrics && type == counter && name.ends_with(total))
    name.remove_suffix(total.size());
  out.append("# HELP ").append(name).append(" ").append(help).append("\n");
  out.append("# TYPE ").append(name).append(" ").append(word(type)).append("\n");
}

} // namespace docker_monitor::http
