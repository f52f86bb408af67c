#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace docker_monitor::sinks {

/// The delay before the next attempt: exponential with full jitter (a random part of a limit that
/// doubles up to a cap), so that many senders do not return at the same moment.
class backoff {
 public:
  /// The first delay is at most `first`, no delay is more than `cap`.
  backoff(std::chrono::milliseconds first, std::chrono::milliseconds cap, std::uint32_t seed)
      : first_{first}, cap_{cap}, limit_{first}, random_{seed} {}

  /// Returns the delay after a further failure, at least a millisecond.
  std::chrono::milliseconds next();

  /// Starts over after a success.
  void reset() { limit_ = first_; }

 private:
  std::chrono::milliseconds first_;
  std::chrono::milliseconds cap_;
  std::chrono::milliseconds limit_;
  std::minstd_rand random_;
};

} // namespace docker_monitor::sinks
