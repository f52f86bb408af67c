#pragma once

#include <chrono>
#include <cstddef>
#include <utility>

namespace docker_monitor::model {

/// Detects events that come so late that some may be missing.
///
/// An engine (moby's pubsub) queues a limited number of events for a reader. If that queue is full
/// for 100 ms, it silently drops events. So if that many events in a row are later than that, some
/// may be missing.
class event_lateness {
 public:
  static constexpr std::size_t engine_queue = 1000;
  static constexpr std::chrono::milliseconds late{100};
  static constexpr std::chrono::minutes clock_was_set{5}; ///< a larger age means the clock was set

  /// Takes the age of an event on arrival and whether it is live, not replayed. Returns true for
  /// the event with which the suspicion begins.
  bool take(std::chrono::nanoseconds age, bool is_live) {
    in_a_row_ = is_live && age > late && age < clock_was_set ? in_a_row_ + 1 : 0;
    return in_a_row_ >= engine_queue && !std::exchange(suspected_, true);
  }

  /// Resets the count.
  void restart() { in_a_row_ = 0; }

  /// Returns true once after a suspicion began.
  bool take_suspicion() { return std::exchange(suspected_, false); }

 private:
  std::size_t in_a_row_ = 0; ///< up to the newest event
  bool suspected_ = false;
};

} // namespace docker_monitor::model
