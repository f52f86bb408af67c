#pragma once

#include "model/container/snapshot.hpp"
#include "model/metric/sample.hpp"

#include <cstddef>
#include <utility>
#include <variant>

// Access to the values of the metrics of the table. The index is a template parameter, so code
// generated from the table costs no more than code written by hand for each metric.

namespace docker_monitor::model {

/// Returns true if the metric at this index has such a source.
template <class Source>
constexpr bool is_from(std::size_t metric) {
  return std::holds_alternative<Source>(metric_table[metric].from);
}

/// Returns true for a metric of each interface.
constexpr bool is_of_interface(std::size_t metric) {
  return is_from<interface_name>(metric) || is_from<interface_count>(metric)
         || is_from<interface_known_count>(metric) || is_from<interface_rate>(metric);
}

/// Returns true for a metric that exists only while the container is up and has a sample.
constexpr bool is_measured(std::size_t metric) {
  return !is_from<fact_count>(metric);
}

/// Calls `take.operator()<I>()` for the index I of each metric, in the order of the table.
template <class Take>
constexpr void for_each_metric(Take take) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (take.template operator()<I>(), ...);
  }
  (std::make_index_sequence<metric_table.size()>{});
}

/// What a metric's value may depend on, in addition to its row.
struct row_view {
  const model::row& row;                ///< with a sample, for measured metrics
  std::optional<std::uint32_t> cores{}; ///< of the engine's host
};

/// One interface of a sample.
struct interface_view {
  const interface_counters& counters;
  const interface_rates* rates; ///< null if there are none
};

template <std::size_t I, class Source>
inline constexpr Source metric_source_of = std::get<Source>(metric_table[I].from);

/// Returns the value of a metric in a sample: an optional number.
template <std::size_t I>
decltype(auto) value_of(const sample& of, std::optional<std::uint32_t> cores = {}) {
  if constexpr (is_from<read_count>(I)) {
    return of.now.*metric_source_of<I, read_count>;
  } else if constexpr (is_from<sample_count>(I)) {
    return of.*metric_source_of<I, sample_count>;
  } else if constexpr (is_from<sample_number>(I)) {
    return of.*metric_source_of<I, sample_number>;
  } else if constexpr (is_from<device_count>(I)) {
    return of.now.*metric_source_of<I, device_count>.sum;
  } else if constexpr (is_from<computed_number>(I)) {
    return metric_source_of<I, computed_number>(of, cores);
  } else if constexpr (is_from<limit_count>(I)) {
    const auto& limits = of.now.limits;
    return limits ? (*limits).*metric_source_of<I, limit_count> : std::nullopt;
  } else {
    constexpr auto from = metric_source_of<I, pressure_total>;
    const auto& pressure = of.now.*from.of;
    return pressure ? std::optional{(*pressure).*from.total} : std::nullopt;
  }
}

/// Returns a time in milliseconds since 1970; 0 for earlier times.
std::uint64_t milliseconds_of(engine_time time);

/// Returns the facts of a row.
container_facts facts_of(const row& row);

/// Returns the value of a measured metric in a row: an optional number or time.
template <std::size_t I>
decltype(auto) value_of(const row_view& of) {
  if constexpr (is_from<computed_count>(I))
    return metric_source_of<I, computed_count>(of.row);
  else if constexpr (is_from<computed_time>(I))
    return metric_source_of<I, computed_time>(of.row);
  else
    return value_of<I>(*of.row.sample, of.cores);
}

/// Returns the value of an interface's metric: its name or an optional number.
template <std::size_t I>
decltype(auto) value_of(const interface_view& of) {
  if constexpr (is_from<interface_name>(I))
    return (of.counters.*metric_source_of<I, interface_name>);
  else if constexpr (is_from<interface_count>(I))
    return std::optional{of.counters.*metric_source_of<I, interface_count>};
  else if constexpr (is_from<interface_known_count>(I))
    return (of.counters.*metric_source_of<I, interface_known_count>);
  else
    return of.rates ? (*of.rates).*metric_source_of<I, interface_rate> : std::nullopt;
}

/// Returns the sum over the interfaces with a value, except for those that repeat others; none if
/// no interface has a value.
template <std::size_t I>
std::optional<double> sum_of_interfaces(const sample& of) {
  double sum = 0;
  bool known = false;
  const auto add = [&](const auto& value) {
    sum += value ? static_cast<double>(*value) : 0;
    known |= value.has_value();
  };
  if constexpr (is_from<interface_rate>(I)) {
    for (std::size_t i = 0; i < of.interfaces.size(); ++i)
      if (counts_in_sums(of, i))
        add(of.interfaces[i].*metric_source_of<I, interface_rate>);
  } else if (of.now.interfaces) {
    for (const auto& each : *of.now.interfaces)
      if (!each.repeats)
        add(value_of<I>(interface_view{each, nullptr}));
  }
  return known ? std::optional{sum} : std::nullopt;
}

} // namespace docker_monitor::model
