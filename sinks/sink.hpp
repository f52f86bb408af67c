#pragma once

#include "model/alarm.hpp"
#include "model/failure.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// The fate of one alarm in one call of `sink::deliver`: none where it is safe with the receiver,
/// else why it must be sent again.
using outcome = std::optional<model::failure>;

/// A place alarms go to. Blocking; used by one thread only (the detached actor that owns it), and
/// connects by itself when needed.
class sink {
 public:
  virtual ~sink() = default;

  /// Sends the alarms in this order and waits until each is safe with the receiver or failed, at
  /// most about `patience`. Returns one outcome per alarm. An alarm without an answer in time
  /// counts as failed; sending it again carries the same id.
  virtual std::vector<outcome>
  deliver(std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds patience) = 0;

  /// Keeps an idle connection alive (heartbeats); called about every ten seconds.
  virtual void idle() {}
};

} // namespace docker_monitor::sinks
