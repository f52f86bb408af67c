#pragma once

#include "model/alarm/alarm.hpp"
#include "model/failure.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// An outbox in numbers.
struct outbox_counters {
  std::uint64_t pending = 0;   ///< not confirmed yet, those in flight too
  std::uint64_t delivered = 0; ///< confirmed
  std::uint64_t failed = 0;    ///< attempts that failed; the alarm stays pending
  std::uint64_t parked = 0;    ///< given up until a restart: the receiver will not take them
  std::uint64_t dropped = 0;   ///< given up for want of room, superseded by newer states
  std::string last_error;      ///< of the newest failed attempt; empty before the first
  std::string last_parked;     ///< why the newest parked alarm is parked; empty before the first
  std::optional<model::engine_time> oldest_pending; ///< when the oldest pending alarm happened
};

/// Where the alarms for one sink wait until it has them. Owned by one actor; not thread-safe.
///
/// The order is strict per container: at most one alarm of a container is in flight, so that one
/// which fails can't be overtaken by its successor.
class outbox {
 public:
  /// How many alarms may be in flight in all.
  static constexpr std::size_t window = 100;

  virtual ~outbox() = default;

  /// Takes an alarm (not null) behind all others. One whose id is pending already is a replay, and
  /// ignored.
  virtual void push(model::alarm_ptr alarm) = 0;

  /// Hands out the oldest alarms that may go now, at most `max`; each is in flight until
  /// `confirm` or `failed` names it.
  virtual std::vector<model::alarm_ptr> next(std::size_t max) = 0;

  /// The alarm is safe with the receiver. An id that is not in flight is ignored.
  virtual void confirm(const std::string& id) = 0;

  /// The alarm is pending again, at its old place. An id that is not in flight is ignored.
  virtual void failed(const std::string& id, const model::failure& why) = 0;

  /// The receiver will not take the alarm: it is in nobody's way any more. An id that is not in
  /// flight is ignored.
  virtual void park(const std::string& id, const model::failure& why) = 0;

  /// True while an alarm of the container is pending.
  [[nodiscard]] virtual bool holds(const std::string& container_id) const = 0;

  /// The ids of alarms given up for want of room since the call before.
  virtual std::vector<std::string> take_dropped() = 0;

  [[nodiscard]] virtual sinks::outbox_counters counters() const = 0;
};

} // namespace docker_monitor::sinks
