#pragma once

#include "model/metric/metric_definition.hpp"
#include "model/metric/metric_table.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace docker_monitor::model {

/// A load average, or a percentage of the pressure.
using host_metric_source =
    std::variant<std::uint32_t load_averages::*, std::optional<double> pressure_percentages::*>;

/// A metric that only the host has, and of which the history is kept.
struct host_metric {
  host_metric_source from;
  metric_unit unit = metric_unit::count;
  std::string_view path{}; ///< its name in queries of the host's history
  history_series history{};
};

/// All metrics that only the host has.
// clang-format off
inline constexpr auto host_metric_table = std::to_array<host_metric>({
    {.from = &load_averages::one_minute,
     .path = "load.oneMinute", .history = history_series::load_one_minute},
    {.from = &load_averages::five_minutes,
     .path = "load.fiveMinutes", .history = history_series::load_five_minutes},
    {.from = &load_averages::fifteen_minutes,
     .path = "load.fifteenMinutes", .history = history_series::load_fifteen_minutes},
    {.from = &pressure_percentages::cpu_waiting, .unit = metric_unit::percent,
     .path = "cpu.pressure.waitingPercent", .history = history_series::cpu_waiting},
    {.from = &pressure_percentages::memory_waiting, .unit = metric_unit::percent,
     .path = "memory.pressure.waitingPercent", .history = history_series::memory_waiting},
    {.from = &pressure_percentages::memory_stalled, .unit = metric_unit::percent,
     .path = "memory.pressure.stalledPercent", .history = history_series::memory_stalled},
    {.from = &pressure_percentages::block_waiting, .unit = metric_unit::percent,
     .path = "blockIo.pressure.waitingPercent", .history = history_series::block_waiting},
    {.from = &pressure_percentages::block_stalled, .unit = metric_unit::percent,
     .path = "blockIo.pressure.stalledPercent", .history = history_series::block_stalled},
});
// clang-format on

/// Returns the value of a metric in a sample of the host; none if it is unknown.
std::optional<double> host_value(const host_metric& metric, const sample& of);

} // namespace docker_monitor::model
