#pragma once

#include "model/time.hpp"

#include <chrono>
#include <memory>

namespace docker_monitor::model {

/// The clocks of a place. The data come from outside: decisions of governments are no pure
/// function.
class time_zone {
 public:
  virtual ~time_zone() = default;

  /// Returns how far a clock there is ahead of UTC at `time`.
  [[nodiscard]] virtual std::chrono::seconds offset(engine_time time) const = 0;

  /// Returns when a clock there shows `time_of_day` on `day`. If it never does, because it is set
  /// forward over that time, returns the moment at which it is set; if it does twice, the first.
  [[nodiscard]] virtual engine_time
  moment(std::chrono::local_days day, std::chrono::minutes time_of_day) const = 0;
};

/// A null pointer stands for UTC.
using time_zone_ptr = std::shared_ptr<const time_zone>;

} // namespace docker_monitor::model
