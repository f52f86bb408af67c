#pragma once

#include "model/metric/host_metric.hpp"
#include "model/metric/metric_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace docker_monitor::model {

/// The number of series that containers and the host have: the columns of a row.
inline constexpr std::size_t history_series_count = static_cast<std::size_t>(
    std::ranges::count_if(metric_table, [](const auto& each) { return each.history.has_value(); }));

/// The number of all series. Those of the host only follow the others.
inline constexpr std::size_t all_history_series_count =
    history_series_count + host_metric_table.size();

/// The series that only the host has are the columns of a second row, so that the rows of
/// containers, and the files of earlier versions, stay as they are.
static_assert(host_metric_table.size() <= history_series_count);

/// Returns true for a series that only the host has.
constexpr bool is_of_host_only(history_series series) {
  return static_cast<std::size_t>(series) >= history_series_count;
}

/// Returns the column of a series in its row.
constexpr std::size_t column_of(history_series series) {
  return static_cast<std::size_t>(series) % history_series_count;
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
