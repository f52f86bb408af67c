#pragma once

#include "model/container/event.hpp"

#include <atomic>
#include <cstddef>

namespace docker_monitor::actors {

/// Bounds the events that are on their way from the stream's reader to the listener, since a
/// mailbox has no bound and the reader must never wait. Used by both threads.
class event_gate {
 public:
  static constexpr std::size_t most_underway = 50'000;

  /// Called by the reader. False: the batch must be dropped; the next one that passes tells.
  bool enter(model::event_batch& batch) {
    const auto size = batch.events.size() + 1;
    if (underway_.load(std::memory_order_relaxed) + size > most_underway) {
      overflow_.store(true, std::memory_order_relaxed);
      return false;
    }
    underway_.fetch_add(size, std::memory_order_relaxed);
    batch.overflow = overflow_.exchange(false, std::memory_order_relaxed);
    return true;
  }

  /// Called by the listener when it has taken the batch.
  void leave(const model::event_batch& batch) {
    underway_.fetch_sub(batch.events.size() + 1, std::memory_order_relaxed);
  }

  /// True once where a batch was dropped and none has passed since to tell.
  bool take_overflow() { return overflow_.exchange(false, std::memory_order_relaxed); }

 private:
  std::atomic<std::size_t> underway_{0};
  std::atomic<bool> overflow_{false};
};

} // namespace docker_monitor::actors
