#pragma once

#include "model/event/event.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_set>

namespace docker_monitor::model {

/// Recognises events that came before: the engine replays its buffer after a reconnect, and an
/// event can come from the buffer and live. Two events are equal if container, action and time are.
///
/// The newest events are kept, since a replay reaches back ten seconds (and an engine's buffer has
/// 256 events); older ones are removed.
class seen_events {
 public:
  /// More than ten seconds of 3,000 events a second.
  static constexpr std::size_t max_kept = 40'000;

  /// Returns true the first time an event is given.
  bool insert(const event& event);

  /// Returns whether an event was given and is still kept.
  [[nodiscard]] bool contains(const event& event) const;

 private:
  std::unordered_set<std::uint64_t> keys_;
  std::deque<std::uint64_t> order_;
};

} // namespace docker_monitor::model
