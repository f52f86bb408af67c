#pragma once

#include "model/time.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace docker_monitor::http {

/// The self-metrics. Each is counted where the work is done and read from any thread; the values
/// are not consistent with each other.
struct self_metrics {
  using counter = std::atomic<std::uint64_t>;

  counter events_seen{0};        ///< read from the engine's stream
  counter events_duplicate{0};   ///< seen before: replayed by the engine after a reconnect
  counter events_synthesised{0}; ///< transitions found by comparison, without an event
  counter engine_connections{0}; ///< connections made to the engine
  counter samplings{0};          ///< ticks that woke a slot of pollers
  counter sampling_ns{0};        ///< sum of the times from a tick to the end of its last reading
  counter samples{0};            ///< taken in those ticks
  counter alarms{0};             ///< raised, for any sink

  /// Returns the time of the newest event; none before the first.
  [[nodiscard]] std::optional<model::engine_time> last_event() const {
    return time_of(last_event_ns);
  }

  /// Returns the time of the last contact with the engine, by the program's clock; none before the
  /// first.
  [[nodiscard]] std::optional<model::engine_time> last_contact() const {
    return time_of(last_contact_ns);
  }

  std::atomic<std::int64_t> last_event_ns{0};   ///< since the epoch; 0: never
  std::atomic<std::int64_t> last_contact_ns{0}; ///< since the epoch; 0: never

 private:
  static std::optional<model::engine_time> time_of(const std::atomic<std::int64_t>& since_epoch) {
    const auto ns = since_epoch.load(std::memory_order_relaxed);
    return ns == 0 ? std::nullopt : std::optional{model::engine_time{std::chrono::nanoseconds{ns}}};
  }
};

/// Shared by all that count.
using self_metrics_ptr = std::shared_ptr<self_metrics>;

/// Adds to a count.
inline void count(self_metrics::counter& what, std::uint64_t more = 1) {
  what.fetch_add(more, std::memory_order_relaxed);
}

} // namespace docker_monitor::http
