#pragma once

#include "model/metric/host_metric.hpp"
#include "model/metric/metric_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace docker_monitor::model {

/// The number of series that containers and hosts have: the columns of a row.
inline constexpr std::size_t history_series_count = static_cast<std::size_t>(
    std::ranges::count_if(metric_table, [](const auto& each) { return each.history.has_value(); }));

/// The number of all series. Those of hosts only follow the others.
inline constexpr std::size_t all_history_series_count =
    history_series_count + host_metric_table.size();

/// The rows that a host may have at one time, each under an identity of its own. So the rows of
/// containers, and the files of earlier versions, stay as they are.
enum class history_row_kind : std::uint8_t {
  usage,      ///< what containers and hosts have
  host,       ///< what only a host has
  containers, ///< how many containers a host has
};

/// Returns the kind of the row that has a series.
constexpr history_row_kind row_kind_of(history_series series) {
  return static_cast<history_row_kind>(static_cast<std::size_t>(series) / history_series_count);
}

/// Returns the column of a series in its row.
constexpr std::size_t column_of(history_series series) {
  return static_cast<std::size_t>(series) % history_series_count;
}

static_assert(column_of(history_series::load_one_minute) == 0);
static_assert(row_kind_of(history_series::load_one_minute) == history_row_kind::host);
static_assert(row_kind_of(history_series::block_stalled) == history_row_kind::host);
static_assert(column_of(history_series::containers_running) == 0);
static_assert(row_kind_of(history_series::containers_running) == history_row_kind::containers);
static_assert(row_kind_of(history_series::containers_unhealthy) == history_row_kind::containers);

/// Of what a history is, and who keeps it.
enum class history_owner : std::uint8_t {
  container,  ///< a container
  host,       ///< a host, which keeps its own history
  fleet_host, ///< a host of a fleet, of which its hub keeps a history
};

/// What the hub of a fleet keeps of the usage of a host.
inline constexpr std::array fleet_usage_series{
    history_series::cpu, history_series::memory, history_series::memory_percent};

/// Returns true if a history has this series.
constexpr bool is_kept(history_series series, history_owner of) {
  switch (row_kind_of(series)) {
  case history_row_kind::usage:
    return of != history_owner::fleet_host
           || std::ranges::find(fleet_usage_series, series) != fleet_usage_series.end();
  case history_row_kind::host:
    return of == history_owner::host;
  case history_row_kind::containers:
    return of == history_owner::fleet_host;
  }
  return false;
}

namespace history_series_detail {

consteval auto make_names() {
  std::array<std::string_view, all_history_series_count> names{};
  for (const auto& each : metric_table)
    if (each.history)
      names.at(static_cast<std::size_t>(*each.history)) = each.path;
  for (const auto& each : host_metric_table)
    names.at(static_cast<std::size_t>(each.history)) = each.path;
  return names;
}

inline constexpr auto names = make_names();
static_assert(std::ranges::count(names, std::string_view{}) == 0); // each series has one metric

} // namespace history_series_detail

/// Returns the name of a series' metric, such as `cpu.percent`.
constexpr std::string_view to_string(history_series series) {
  return history_series_detail::names[static_cast<std::size_t>(series)];
}

/// Returns the series of a metric; none for one without history.
constexpr std::optional<history_series> parse_history_series(std::string_view metric) {
  for (std::size_t i = 0; i < all_history_series_count; ++i)
    if (to_string(static_cast<history_series>(i)) == metric)
      return static_cast<history_series>(i);
  return std::nullopt;
}

} // namespace docker_monitor::model
