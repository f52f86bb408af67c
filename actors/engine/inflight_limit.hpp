#pragma once

#include "model/event/event.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>

namespace docker_monitor::actors {

/// Bounds the events between the stream's reader and the disk: a mailbox has no bound and the
/// reader must never wait. Several threads use it.
class inflight_limit {
 public:
  static constexpr std::size_t max_underway = 15'000;
  /// Labels are copied into events, so the number of events says little about their memory.
  static constexpr std::size_t max_bytes_underway = 16U << 20U;

  /// Called by the reader. If it returns false, the batch must be dropped; the next accepted batch
  /// has `overflow` set.
  bool enter(model::event_batch& batch) {
    const auto size = batch.events.size() + 1;
    const auto bytes = bytes_of(batch.events);
    if (underway_.load(std::memory_order_relaxed) + size > max_underway
        || bytes_underway_.load(std::memory_order_relaxed) + bytes > max_bytes_underway) {
      overflow_.store(true, std::memory_order_relaxed);
      return false;
    }
    underway_.fetch_add(size, std::memory_order_relaxed);
    bytes_underway_.fetch_add(bytes, std::memory_order_relaxed);
    batch.overflow = overflow_.exchange(false, std::memory_order_relaxed);
    return true;
  }

  /// Called when the batch and its results no longer need memory.
  void leave(const model::event_batch& batch) {
    leave(batch.events.size() + 1, bytes_of(batch.events));
  }

  /// Returns an object whose last copy calls `leave` for the batch.
  static std::shared_ptr<const void>
  carry(const std::shared_ptr<inflight_limit>& limit, const model::event_batch& batch) {
    const auto events = batch.events.size() + 1;
    return {limit.get(), [limit, events, bytes = bytes_of(batch.events)](const void*) {
              limit->leave(events, bytes);
            }};
  }

  /// Returns the approximate memory of events.
  static std::size_t bytes_of(std::span<const model::event> events) {
    constexpr std::size_t overhead = 32; // of an allocation, or of a map's node
    std::size_t bytes = 0;
    for (const auto& e : events) {
      bytes += sizeof e + e.container_id.size() + e.name.size() + e.image.size() + overhead;
      for (const auto& [key, value] : e.attributes)
        bytes += 2 * sizeof key + key.size() + value.size() + 2 * overhead;
    }
    return bytes;
  }

  /// Returns true once after a batch was dropped, unless a later batch already had `overflow` set.
  bool take_overflow() { return overflow_.exchange(false, std::memory_order_relaxed); }

 private:
  void leave(std::size_t events, std::size_t bytes) {
    underway_.fetch_sub(events, std::memory_order_relaxed);
    bytes_underway_.fetch_sub(bytes, std::memory_order_relaxed);
  }

  std::atomic<std::size_t> underway_{0};
  std::atomic<std::size_t> bytes_underway_{0};
  std::atomic<bool> overflow_{false};
};

} // namespace docker_monitor::actors
