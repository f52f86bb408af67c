#pragma once

#include "model/alarm/alarm.hpp"
#include "model/failure.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// The counters of an outbox.
struct outbox_counters {
  std::uint64_t pending = 0;   ///< not confirmed yet, including those in flight
  std::uint64_t delivered = 0; ///< confirmed
  std::uint64_t failed = 0;    ///< attempts that failed; the alarm stays pending
  std::uint64_t parked = 0;    ///< given up until a restart: the receiver refuses them
  std::uint64_t dropped = 0;   ///< given up because the outbox was full, superseded by newer states
  std::string last_error;      ///< of the last failed attempt; empty before the first
  std::string last_parked;     ///< why the last parked alarm was parked; empty before the first
  std::optional<model::engine_time> oldest_pending; ///< time of the oldest pending alarm
};

/// The alarms that one sink has not confirmed. Owned by one actor; not thread safe.
///
/// The order is strict per container: at most one alarm of a container is in flight, so its
/// successor cannot overtake it when it fails.
class outbox {
 public:
  /// The most alarms in flight.
  static constexpr std::size_t window = 100;

  virtual ~outbox() = default;

  /// Appends an alarm (not null). Ignores one whose id is already pending, which is a replay.
  virtual void push(model::alarm_ptr alarm) = 0;

  /// Returns the oldest alarms that may be sent, at most `max`. Each is in flight until `confirm`,
  /// `failed` or `park` names it.
  virtual std::vector<model::alarm_ptr> next(std::size_t max) = 0;

  /// Removes a delivered alarm. Ignores an id that is not in flight.
  virtual void confirm(const std::string& id) = 0;

  /// Makes an alarm pending again at its old place. Ignores an id that is not in flight.
  virtual void failed(const std::string& id, const model::failure& why) = 0;

  /// Removes an alarm that the receiver refuses, so that its successors can be sent. Ignores an id
  /// that is not in flight.
  virtual void park(const std::string& id, const model::failure& why) = 0;

  /// Returns true while an alarm of the container is pending.
  [[nodiscard]] virtual bool holds(const std::string& container_id) const = 0;

  /// Returns the ids of alarms dropped for lack of room since the previous call.
  virtual std::vector<std::string> take_dropped() = 0;

  [[nodiscard]] virtual sinks::outbox_counters counters() const = 0;
};

} // namespace docker_monitor::sinks
