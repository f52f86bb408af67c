#pragma once

#include "model/snapshot.hpp"

#include <memory>
#include <mutex>

namespace docker_monitor::model {

/// Where the facade leaves the newest snapshot and readers pick it up, from any thread.
///
/// A mutex held for the copy of a pointer, not std::atomic<std::shared_ptr>: that of libstdc++ 12
/// lets a load's unlock be reordered with the next store.
class publication {
 public:
  /// Replaces the current snapshot; `next` must not be null.
  void publish(snapshot_ptr next) {
    const std::lock_guard guard{mutex_};
    current_.swap(next); // the old one is destroyed after the lock
  }

  /// The newest snapshot; before the first `publish` an empty one. Never null.
  [[nodiscard]] snapshot_ptr current() const {
    const std::lock_guard guard{mutex_};
    return current_;
  }

 private:
  mutable std::mutex mutex_;
  snapshot_ptr current_ = std::make_shared<const snapshot>();
};

} // namespace docker_monitor::model
