#pragma once

#include "model/time.hpp"

#include <chrono>
#include <memory>

namespace docker_monitor::model {

/// The clocks of a place, and how they are set. Data come from outside: what governments decide is
/// no pure function.
class time_zone {
 public:
  virtual ~time_zone() = default;

  /// What a clock there shows ahead of UTC at `time`.
  [[nodiscard]] virtual std::chrono::seconds offset(engine_time time) const = 0;

  /// When a clock there shows `time_of_day` on `day`. Where it never does, because it is set
  /// forward over that time, the moment at which it is set; where it does twice, the first time.
  [[nodiscard]] virtual engine_time
  moment(std::chrono::local_days day, std::chrono::minutes time_of_day) const = 0;
};

/// Null: UTC.
using time_zone_ptr = std::shared_ptr<const time_zone>;

} // namespace docker_monitor::model
