#pragma once

#include "model/time.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace docker_monitor::http {

/// What the program counts about itself. Whoever does the work counts it, anyone reads it, from any
/// thread; each number stands for itself.
struct self_metrics {
  using counter = std::atomic<std::uint64_t>;

  counter events_seen{0};        ///< read from the engine's stream
  counter events_duplicate{0};   ///< seen before: replayed by the engine after a reconnect
  counter events_synthesised{0}; ///< transitions found by comparing, whose events were never seen
  counter engine_connections{0}; ///< times the connection was made
  counter samplings{0};          ///< times some pollers were woken together
  counter sampling_ns{0};        ///< from then until the last of them was done, all together
  counter samples{0};            ///< taken by them
  counter alarms{0};             ///< told, whoever for

  /// When the newest event happened; none before the first.
  [[nodiscard]] std::optional<model::engine_time> last_event() const {
    return time_of(last_event_ns);
  }

  /// When the engine was last heard of, by our clock; none before the first time.
  [[nodiscard]] std::optional<model::engine_time> last_contact() const {
    return time_of(last_contact_ns);
  }

  std::atomic<std::int64_t> last_event_ns{0};   ///< since the epoch; 0: never
  std::atomic<std::int64_t> last_contact_ns{0}; ///< likewise

 private:
  static std::optional<model::engine_time> time_of(const std::atomic<std::int64_t>& since_epoch) {
    const auto ns = since_epoch.load(std::memory_order_relaxed);
    return ns == 0 ? std::nullopt : std::optional{model::engine_time{std::chrono::nanoseconds{ns}}};
  }
};

/// As they are shared by those who count.
using self_metrics_ptr = std::shared_ptr<self_metrics>;

/// Adds to a count.
inline void count(self_metrics::counter& what, std::uint64_t more = 1) {
  what.fetch_add(more, std::memory_order_relaxed);
}

} // namespace docker_monitor::http
