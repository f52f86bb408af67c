#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace docker_monitor::model {

/// The figures whose past is kept, each a metric of the container object.
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

/// How many there are.
inline constexpr std::size_t history_series_count = 8;

/// The name of a series' metric, such as `cpu.percent`.
constexpr std::string_view to_string(history_series series) {
  constexpr std::array<std::string_view, history_series_count> names{
      "cpu.percent",
      "memory.workingSetBytes",
      "memory.percent",
      "network.rxBytesPerSecond",
      "network.txBytesPerSecond",
      "blockIo.readBytesPerSecond",
      "blockIo.writeBytesPerSecond",
      "pids.current"};
  return names[static_cast<std::size_t>(series)];
}

/// The series of a metric; none for one whose past is not kept.
constexpr std::optional<history_series> parse_history_series(std::string_view metric) {
  for (std::size_t i = 0; i < history_series_count; ++i)
    if (to_string(static_cast<history_series>(i)) == metric)
      return static_cast<history_series>(i);
  return std::nullopt;
}

} // namespace docker_monitor::model
