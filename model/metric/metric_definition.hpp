#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace docker_monitor::model {

struct container_facts;
struct counters;
struct device_counters;
struct interface_counters;
struct interface_rates;
struct pressure;
struct resource_limits;
struct row;
struct sample;

/// The unit of a metric and of its stored number.
enum class metric_unit : std::uint8_t {
  count,
  bytes,
  bytes_per_second,
  percent,
  code,         ///< may be negative: two's complement
  nanoseconds,  ///< shown as seconds
  microseconds, ///< shown as seconds
  milliseconds, ///< shown as seconds
  text,         ///< not a number: a name or a time
};

/// Returns the word for a unit: `percent`, `seconds`, `bytes`, `bytes/s`, `count` or `code`.
constexpr std::string_view to_string(metric_unit unit) {
  switch (unit) {
  case metric_unit::bytes:
    return "bytes";
  case metric_unit::bytes_per_second:
    return "bytes/s";
  case metric_unit::percent:
    return "percent";
  case metric_unit::code:
    return "code";
  case metric_unit::nanoseconds:
  case metric_unit::microseconds:
  case metric_unit::milliseconds:
    return "seconds";
  case metric_unit::text:
    return {};
  default:
    return "count";
  }
}

/// A counter never decreases while the container runs, so its rate is meaningful.
enum class metric_kind : std::uint8_t { counter, gauge };

// The source of a metric's value. All types but `fact_count` are measured: the value exists only
// while the container is up and has a sample.

/// A member of the newest reading.
using read_count = std::optional<std::uint64_t> counters::*;
/// A member of the sample.
using sample_count = std::optional<std::uint64_t> sample::*;
using sample_number = std::optional<double> sample::*;
/// A member of the limits, if they are known.
using limit_count = std::optional<std::uint64_t> resource_limits::*;
/// One total of a resource's pressure. Both totals are known, or none.
struct pressure_total {
  std::optional<pressure> counters::*of;
  std::uint64_t pressure::*total;
};
/// A member of each interface.
using interface_name = std::string interface_counters::*;
using interface_count = std::uint64_t interface_counters::*;
using interface_known_count = std::optional<std::uint64_t> interface_counters::*;
using interface_rate = std::optional<double> interface_rates::*;
/// The sum over all block devices and, for the exposition, the value of each.
struct device_count {
  std::optional<std::uint64_t> counters::*sum;
  std::uint64_t device_counters::*each;
};
/// Computed from a sample and the cores of the engine's host.
using computed_number = std::optional<double> (*)(const sample&, std::optional<std::uint32_t>);
/// Computed from a row that has a sample.
using computed_count = std::optional<std::uint64_t> (*)(const row&);
using computed_time = std::optional<engine_time> (*)(const row&);
/// A fact of the container, also without a sample.
using fact_count = std::optional<std::uint64_t> container_facts::*;

using metric_source = std::variant<
    read_count, sample_count, sample_number, limit_count, pressure_total, interface_name,
    interface_count, interface_known_count, interface_rate, device_count, computed_number,
    computed_count, computed_time, fact_count>;

/// The part of the exposition that has a metric's series. The parts follow each other; within each,
/// the order is that of the table.
enum class exposition_part : std::uint8_t { usage, device_bytes, tasks, pressure, container };

/// The series in the history. Each is a column on disk: a number is never reused for another
/// metric. Those of a host only are in `host_metric_table`.
enum class history_series : std::uint8_t {
  cpu,
  memory,
  memory_percent,
  network_received,
  network_sent,
  block_read,
  block_written,
  pids,
  // Of a host only.
  load_one_minute,
  load_five_minutes,
  load_fifteen_minutes,
  cpu_waiting,
  memory_waiting,
  memory_stalled,
  block_waiting,
  block_stalled,
  // Of a host of a fleet, on its hub only: its containers.
  containers_running,
  containers_paused,
  containers_exited,
  containers_created,
  containers_restarting,
  containers_removing,
  containers_dead,
  containers_unhealthy,
};

/// A metric: its source, and its name in each format. A format without a name does not have the
/// metric.
struct metric_definition {
  metric_source from;
  metric_unit unit = metric_unit::count;
  metric_kind kind = metric_kind::gauge;
  /// The name in the container object of API v2, its schema and `fields`. Rules use numbers by this
  /// name, summed over the interfaces.
  std::string_view path{};
  std::string_view recorded{};             ///< in recordings
  std::optional<history_series> history{}; ///< in history
  bool memory_detail = false; ///< read less often than usage, at `counters::memory_clock`
  std::string_view note{};    ///< the description in the schema; `help` if empty
  std::string_view family{};  ///< in the exposition; cAdvisor's name if it has the metric
  std::string_view label{};   ///< of the family's series, in addition to the container's labels
  exposition_part part = exposition_part::usage;
  std::string_view help{}; ///< of the family: no quotes, backslashes or line ends
};

} // namespace docker_monitor::model
