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

/// What a metric counts, and how its number is kept.
enum class metric_unit : std::uint8_t {
  count,
  bytes,
  bytes_per_second,
  percent,
  code,         ///< may be negative: two's complement
  nanoseconds,  ///< shown as seconds, as the next two
  microseconds, ///< likewise
  milliseconds, ///< likewise
  text,         ///< no number: a name or a time
};

/// The word for a unit: `percent`, `seconds`, `bytes`, `bytes/s`, `count` or `code`.
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

/// A counter only grows while the container runs, so its rate is of interest.
enum class metric_kind : std::uint8_t { counter, gauge };

// Where the value of a metric is. What is none of these types is measured: it is there only while
// the container is up and has a sample.

/// Of the newest reading.
using read_count = std::optional<std::uint64_t> counters::*;
/// Of the sample.
using sample_count = std::optional<std::uint64_t> sample::*;
using sample_number = std::optional<double> sample::*;
/// Of the limits, where they are known.
using limit_count = std::optional<std::uint64_t> resource_limits::*;
/// One total of a resource's pressure. Both are known, or none.
struct pressure_total {
  std::optional<pressure> counters::*of;
  std::uint64_t pressure::*total;
};
/// Of each interface.
using interface_name = std::string interface_counters::*;
using interface_count = std::uint64_t interface_counters::*;
using interface_known_count = std::optional<std::uint64_t> interface_counters::*;
using interface_rate = std::optional<double> interface_rates::*;
/// Over all block devices and, for the exposition, of each.
struct device_count {
  std::optional<std::uint64_t> counters::*sum;
  std::uint64_t device_counters::*each;
};
/// Computed from a sample and the cores of the engine's host.
using computed_number = std::optional<double> (*)(const sample&, std::optional<std::uint32_t>);
/// Computed from a row that has a sample.
using computed_count = std::optional<std::uint64_t> (*)(const row&);
using computed_time = std::optional<engine_time> (*)(const row&);
/// Of the container: also while there is no sample.
using fact_count = std::optional<std::uint64_t> container_facts::*;

using metric_source = std::variant<
    read_count, sample_count, sample_number, limit_count, pressure_total, interface_name,
    interface_count, interface_known_count, interface_rate, device_count, computed_number,
    computed_count, computed_time, fact_count>;

/// Where the series of a metric stand in the exposition: part by part, each in the order of the
/// table.
enum class exposition_part : std::uint8_t { usage, device_bytes, tasks, pressure, container };

/// The series that history keeps. Each is a column of what is on disk: a number is never used for
/// another metric.
enum class history_series : std::uint8_t {
  cpu,
  memory,
  memory_percent,
  network_received,
  network_sent,
  block_read,
  block_written,
  pids,
};

/// A metric: where its value is, and by which name each format has it. What has no name in a format
/// is not in it.
struct metric_definition {
  metric_source from;
  metric_unit unit = metric_unit::count;
  metric_kind kind = metric_kind::gauge;
  /// In the container object of API v2, its schema and `fields`; where it is a number rules have it
  /// by this name, added up over the interfaces.
  std::string_view path{};
  std::string_view recorded{};             ///< in recordings
  std::optional<history_series> history{}; ///< in history
  bool memory_detail = false; ///< read less often than usage: at `counters::memory_clock`
  std::string_view note{};    ///< the description in the schema; `help` where there is none
  std::string_view family{};  ///< in the exposition; cAdvisor's name where it has the metric
  std::string_view label{};   ///< of the family's series beyond those of the container
  exposition_part part = exposition_part::usage;
  std::string_view help{}; ///< of the family: no quotes, backslashes and line ends
};

} // namespace docker_monitor::model
