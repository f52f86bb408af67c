#pragma once

#include "model/container/container_filter.hpp"
#include "model/rule/time_zone.hpp"
#include "model/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>

namespace docker_monitor::model {

/// Selects containers. Without patterns it selects everything, also the engine and docker-monitor
/// itself.
struct container_choice {
  container_filter filter;
  bool has_include = false;         ///< then it never selects the engine or docker-monitor itself
  std::set<std::string> followed{}; ///< ids of containers that are selected by a former name

  /// Returns whether `container` is selected; null stands for an alarm without a container.
  [[nodiscard]] bool covers(const container* container) const;
};

/// A time in which new alarms are not sent to sinks of incidents.
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
  std::chrono::minutes to{};   ///< if not after `from`, on the next day
  time_zone_ptr zone;          ///< of the days and times; null: UTC

  /// Returns the end of the window that contains `now`; none outside.
  [[nodiscard]] std::optional<engine_time> end(engine_time now) const;
};

/// Returns when the maintenance of the container ends; none if no window covers it `now`. Windows
/// that follow each other without a gap count as one, for at most a year.
std::optional<engine_time> maintenance_end(
    std::span<const maintenance_window> windows, const container* container, engine_time now);

} // namespace docker_monitor::model
