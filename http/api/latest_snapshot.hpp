#pragma once

#include "model/container/snapshot.hpp"

#include <functional>
#include <memory>
#include <mutex>

namespace docker_monitor::http {

/// Where the facade leaves the newest snapshot and readers pick it up, from any thread.
///
/// A mutex held for the copy of a pointer, not std::atomic<std::shared_ptr>: that of libstdc++ 12
/// lets a load's unlock be reordered with the next store.
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

  /// From now on `watcher` is called, on the publisher's thread, after every `publish`; an empty
  /// one ends that, though a call may still be under way. There is one watcher.
  void watch(std::function<void()> watcher) const {
    const std::lock_guard guard{mutex_};
    watcher_.swap(watcher);
  }

  /// The newest snapshot; before the first `publish` an empty one. Never null.
  [[nodiscard]] model::snapshot_ptr current() const {
    const std::lock_guard guard{mutex_};
    return current_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::function<void()> watcher_; ///< of readers: it changes nothing of what is published
  model::snapshot_ptr current_ = std::make_shared<const model::snapshot>();
};

} // namespace docker_monitor::http
