#pragma once

#include <memory>
#include <mutex>

namespace docker_monitor::http {

/// Holds the newest status of a part. Its actor publishes it, and readers read it from any thread,
/// also while the part waits for its receiver.
template <class Status>
class latest_status {
 public:
  using status_ptr = std::shared_ptr<const Status>;

  /// Replaces the current status; `next` must not be null.
  void publish(status_ptr next) {
    const std::scoped_lock lock{mutex_};
    current_.swap(next);
  }

  /// Returns the newest status, null before the first.
  [[nodiscard]] status_ptr current() const {
    const std::scoped_lock lock{mutex_};
    return current_;
  }

 private:
  // Not std::atomic<std::shared_ptr>: its load in libstdc++ 12 is formally a data race.
  mutable std::mutex mutex_;
  status_ptr current_;
};

} // namespace docker_monitor::http
