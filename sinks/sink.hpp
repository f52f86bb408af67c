#pragma once

#include "model/alarm/alarm.hpp"
#include "model/failure.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// The outcome of one alarm in one call of `sink::deliver`: none where the receiver has stored it,
/// else why it must be sent again.
using outcome = std::optional<model::failure>;

/// A destination of alarms. Its calls block. It is used by one thread only (the detached actor that
/// owns it), and connects by itself when needed.
///
/// An alarm that was not tried for lack of time fails with `cancelled`, which does not count as a
/// failure of the alarm or the sink. One that fails with `parked` must not be sent again: the
/// receiver refused it for good, or until a person fixes the reported cause.
///
/// The process must ignore SIGPIPE: a closed connection is a normal outcome.
class sink {
 public:
  virtual ~sink() = default;

  /// Sends the alarms in order and waits until each is stored by the receiver or failed, for about
  /// `call_deadline` at most. Returns one outcome per alarm. An alarm without an answer in time
  /// counts as failed; sending it again uses the same id.
  virtual std::vector<sinks::outcome>
  deliver(std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) = 0;

  /// Connects if necessary, so that a wrong option is reported before the first alarm, and keeps
  /// the connection alive. Returns none when alarms can be delivered.
  virtual outcome open([[maybe_unused]] std::chrono::milliseconds call_deadline) {
    idle();
    return std::nullopt;
  }

  /// Takes the alarms that were open and delivered at the end of the previous run, for receivers
  /// that need repetition. Called at most once, before any other function.
  virtual void restore([[maybe_unused]] std::span<const model::alarm_ptr> open) {}

  /// Takes the ids of removed containers, whose open alarms will get no end. For receivers that
  /// store states: the next call of `open`, `idle` or `deliver` reports it to them.
  virtual void gone([[maybe_unused]] std::span<const std::string> container_ids) {}

  /// Returns the delay that the receiver requests before the next attempt; none where it requests
  /// none.
  [[nodiscard]] virtual std::optional<std::chrono::seconds> retry_after() const {
    return std::nullopt;
  }

  /// Returns the receiver's words to the last alarm that it has stored, for people; empty where it
  /// says nothing.
  [[nodiscard]] virtual std::string answer() const { return {}; }

  /// Keeps an idle connection alive (heartbeats). Called about every ten seconds.
  virtual void idle() {}

  /// Shortens the current call and all later ones to half a second, for the end of the program. May
  /// be called from any thread, and repeatedly.
  virtual void request_stop() noexcept {}
};

} // namespace docker_monitor::sinks
