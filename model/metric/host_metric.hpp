#pragma once

#include "model/container/container.hpp"
#include "model/metric/metric_definition.hpp"
#include "model/metric/metric_table.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace docker_monitor::model {

/// How many containers a host has.
struct container_counts {
  std::array<std::uint64_t, container_statuses> by_status{}; ///< as `container_status` is sorted
  std::uint64_t unhealthy = 0;                               ///< of those that are up
};

/// A load average, a percentage of the pressure, the containers in a state, or a count of them.
using host_metric_source = std::variant<
    std::uint32_t load_averages::*, std::optional<double> pressure_percentages::*, container_status,
    std::uint64_t container_counts::*>;

/// A metric that only a host has, and of which a history is kept.
struct host_metric {
  host_metric_source from;
  metric_unit unit = metric_unit::count;
  std::string_view path{}; ///< its name in queries of a host's history
  history_series history{};
};

/// All metrics that only a host has. It keeps the history of its load and its pressure; the hub of
/// its fleet keeps that of its containers. Those in the state `unknown` are not counted.
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
    {.from = container_status::running,
     .path = "containers.running", .history = history_series::containers_running},
    {.from = container_status::paused,
     .path = "containers.paused", .history = history_series::containers_paused},
    {.from = container_status::exited,
     .path = "containers.exited", .history = history_series::containers_exited},
    {.from = container_status::created,
     .path = "containers.created", .history = history_series::containers_created},
    {.from = container_status::restarting,
     .path = "containers.restarting", .history = history_series::containers_restarting},
    {.from = container_status::removing,
     .path = "containers.removing", .history = history_series::containers_removing},
    {.from = container_status::dead,
     .path = "containers.dead", .history = history_series::containers_dead},
    {.from = &container_counts::unhealthy,
     .path = "containers.unhealthy", .history = history_series::containers_unhealthy},
});
// clang-format on

/// Returns the value of a metric in a sample of the host; none if it is unknown.
std::optional<double> host_value(const host_metric& metric, const sample& of);

/// Returns the value of a metric of a host's containers; none for other metrics.
std::optional<double> host_value(const host_metric& metric, const container_counts& of);

} // namespace docker_monitor::model
