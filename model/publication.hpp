#pragma once

#include "model/snapshot.hpp"

#include <atomic>
#include <utility>

namespace docker_monitor::model {

/// Where the facade leaves the newest snapshot and readers pick it up, from any thread and without
/// waiting for one another.
class publication {
 public:
  /// Replaces the current snapshot; `next` must not be null.
  void publish(snapshot_ptr next) { current_.store(std::move(next), std::memory_order_release); }

  /// The newest snapshot; before the first `publish` an empty one. Never null.
  [[nodiscard]] snapshot_ptr current() const { return current_.load(std::memory_order_acquire); }

 private:
  std::atomic<snapshot_ptr> current_{std::make_shared<const snapshot>()};
};

} // namespace docker_monitor::model
