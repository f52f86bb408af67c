#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace docker_monitor::sinks {

/// A sink as clients may see it.
struct sink_status {
  std::string url;  ///< without user and password
  std::string kind; ///< `amqp`, `log`
  std::string mode; ///< `events`
  bool up = false;  ///< the newest attempt succeeded
  std::uint64_t delivered = 0;
  std::uint64_t pending = 0;
  std::uint64_t failed = 0;  ///< attempts; their alarms are pending or delivered since
  std::uint64_t parked = 0;  ///< given up until somebody looks
  std::uint64_t dropped = 0; ///< superseded by newer states for want of room
  std::string last_error;    ///< why it is down; empty while up
  std::optional<model::engine_time> oldest_pending; ///< when the oldest pending alarm happened
  std::optional<std::chrono::steady_clock::time_point> last_delivered; ///< of the monotonic clock
};

/// A sink's status as it is shared between actors: immutable.
using sink_status_ptr = std::shared_ptr<const sink_status>;

/// Where a sink's actor leaves its newest status. Readers pick it up from any thread, also while
/// the sink waits for its receiver.
class sink_publication {
 public:
  /// Replaces the current status; `next` must not be null.
  void publish(sink_status_ptr next) {
    const std::scoped_lock lock{mutex_};
    current_.swap(next);
  }

  /// The newest status, null before the first.
  [[nodiscard]] sink_status_ptr current() const {
    const std::scoped_lock lock{mutex_};
    return current_;
  }

 private:
  // Not std::atomic<std::shared_ptr>, whose load in libstdc++ 12 is a data race by the letter.
  mutable std::mutex mutex_;
  sink_status_ptr current_;
};

} // namespace docker_monitor::sinks
