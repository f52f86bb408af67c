#pragma once

#include <chrono>
#include <cstddef>
#include <utility>

namespace docker_monitor::model {

/// Whether events came so late that some may be missing.
///
/// An engine (moby's pubsub) queues so many events for a reader, and drops what comes while that is
/// full for 100 ms, without a word. So where so many in a row come later than that, some may be
/// missing.
class event_lateness {
 public:
  static constexpr std::size_t engine_queue = 1000;
  static constexpr std::chrono::milliseconds late{100};
  static constexpr std::chrono::minutes clock_was_set{5}; ///< where the difference is larger

  /// Takes the age of an event as it came, and whether it is no replayed one. True for the one with
  /// which the suspicion begins.
  bool take(std::chrono::nanoseconds age, bool is_live) {
    in_a_row_ = is_live && age > late && age < clock_was_set ? in_a_row_ + 1 : 0;
    return in_a_row_ >= engine_queue && !std::exchange(suspected_, true);
  }

  /// Counts anew.
  void restart() { in_a_row_ = 0; }

  /// True once after a suspicion began.
  bool take_suspicion() { return std::exchange(suspected_, false); }

 private:
  std::size_t in_a_row_ = 0; ///< up to the newest
  bool suspected_ = false;
};

} // namespace docker_monitor::model
