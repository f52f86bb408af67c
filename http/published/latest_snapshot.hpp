#pragma once

#include "model/container/snapshot.hpp"

#include <functional>
#include <memory>
#include <mutex>

namespace docker_monitor::http {

/// Where the facade publishes the latest snapshot. Thread safe.
///
/// Uses a mutex, held for the copy of a pointer, instead of std::atomic<std::shared_ptr>: that of
/// libstdc++ 12 lets a load's unlock be reordered with the next store.
class latest_snapshot {
 public:
  /// Replaces the current snapshot; `next` must not be null.
  void publish(model::snapshot_ptr next) {
    std::function<void()> watcher;
    {
      const std::lock_guard guard{mutex_};
      current_.swap(next); // the old one is destroyed after the lock
      watcher = watcher_;
    }
    if (watcher)
      watcher();
  }

  /// Sets the one watcher, which is called on the publisher's thread after every `publish`. An
  /// empty function removes it; a call may still be in progress then.
  void watch(std::function<void()> watcher) const {
    const std::lock_guard guard{mutex_};
    watcher_.swap(watcher);
  }

  /// Returns the latest snapshot, or an empty one before the first `publish`. Never null.
  [[nodiscard]] model::snapshot_ptr current() const {
    const std::lock_guard guard{mutex_};
    return current_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::function<void()> watcher_; ///< mutable: it does not change what is published
  model::snapshot_ptr current_ = std::make_shared<const model::snapshot>();
};

} // namespace docker_monitor::http
