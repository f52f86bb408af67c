#pragma once

#include "model/container/container_filter.hpp"
#include "model/rule/time_zone.hpp"
#include "model/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace docker_monitor::model {

/// Which containers something is about. Without patterns that is everything, the engine and
/// ourselves, too.
struct container_choice {
  container_filter filter;
  bool has_include = false; ///< chosen by pattern: not about the engine or ourselves

  /// Whether it is about `container`; null for an alarm that is about none.
  [[nodiscard]] bool covers(const container* container) const;
};

/// A time in which sinks of incidents are not told what begins.
struct maintenance_window {
  std::string name;
  container_choice containers;
  /// Once, from `from` (inclusive) to `to`; else weekly.
  struct period {
    engine_time from;
    engine_time to;
  };
  std::optional<period> once;
  std::uint8_t days = 0;       ///< on which it begins: bit 0 is Sunday
  std::chrono::minutes from{}; ///< of the day
  std::chrono::minutes to{};   ///< not after `from`: of the day after
  time_zone_ptr zone;          ///< whose days and clocks are meant

  /// When the window ends `now` is in; none outside.
  [[nodiscard]] std::optional<engine_time> end(engine_time now) const;
};

/// When nothing of `windows` covers the container any more; none where nothing does `now`. Windows
/// that follow each other without a gap are one, for at most a year.
std::optional<engine_time> maintenance_end(
    std::span<const maintenance_window> windows, const container* container, engine_time now);

} // namespace docker_monitor::model
