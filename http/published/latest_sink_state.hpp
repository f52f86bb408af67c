#pragma once

#include "model/alarm/sink_status.hpp"

#include <memory>
#include <mutex>
#include <vector>

namespace docker_monitor::http {

/// Holds the newest status of a sink. Its actor publishes it, and readers read it from any thread,
/// also while the sink waits for its receiver.
class latest_sink_state {
 public:
  /// Replaces the current status; `next` must not be null.
  void publish(model::sink_status_ptr next) {
    const std::scoped_lock lock{mutex_};
    current_.swap(next);
  }

  /// Returns the newest status, null before the first.
  [[nodiscard]] model::sink_status_ptr current() const {
    const std::scoped_lock lock{mutex_};
    return current_;
  }

 private:
  // Not std::atomic<std::shared_ptr>: its load in libstdc++ 12 is formally a data race.
  mutable std::mutex mutex_;
  model::sink_status_ptr current_;
};

/// The states of all sinks, in the order of the options.
using latest_sink_states = std::vector<std::shared_ptr<const latest_sink_state>>;

} // namespace docker_monitor::http
