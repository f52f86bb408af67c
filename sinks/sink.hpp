#pragma once

#include "model/alarm/alarm.hpp"
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
///
/// An alarm that was not tried at all for want of time fails with `cancelled`, which is held
/// neither against the alarm nor against the sink. One that fails with `parked` must not be sent
/// again: the receiver refused it for good, or until somebody mends what it says is wrong.
///
/// The process must ignore SIGPIPE: a receiver that went away is an outcome, not an end.
class sink {
 public:
  virtual ~sink() = default;

  /// Sends the alarms in this order and waits until each is safe with the receiver or failed, at
  /// most about the deadline of a call. Returns one outcome per alarm. An alarm without an answer
  /// in time counts as failed; sending it again carries the same id.
  virtual std::vector<sinks::outcome>
  deliver(std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) = 0;

  /// Connects where that is needed, so that a wrong option shows before the first alarm, and keeps
  /// the connection alive. None when alarms may come.
  virtual outcome open([[maybe_unused]] std::chrono::milliseconds call_deadline) {
    idle();
    return std::nullopt;
  }

  /// Called at most once, before anything else: the alarms that were open and delivered when the
  /// program ended, for receivers that must hear of them again and again.
  virtual void restore([[maybe_unused]] std::span<const model::alarm_ptr> open) {}

  /// These containers are no more: nothing will end what is open about them. For receivers that
  /// keep what they are told; told to them with the next call of `open`, `idle` or `deliver`.
  virtual void gone([[maybe_unused]] std::span<const std::string> container_ids) {}

  /// How long the receiver asks us to wait before the next attempt; none where it asked for
  /// nothing.
  [[nodiscard]] virtual std::optional<std::chrono::seconds> retry_after() const {
    return std::nullopt;
  }

  /// Keeps an idle connection alive (heartbeats); called about every ten seconds.
  virtual void idle() {}

  /// The program ends: a call in progress returns within half a second, and so does every later
  /// one. May be called from any thread, and more than once.
  virtual void request_stop() noexcept {}
};

} // namespace docker_monitor::sinks
