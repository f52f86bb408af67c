#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::simulator {

/// One event of the engine.
struct simulated_event {
  model::engine_time time; ///< in the engine's wall clock
  std::string type;        ///< `container` or `network`
  std::string action;      ///< `die`, `health_status: healthy`, …
  std::string actor;       ///< id of the container or network
  std::map<std::string, std::string> attributes;
  std::string health; ///< Podman's top-level `HealthStatus`; else empty
};

/// An immutable event, shared by its readers.
using event_ptr = std::shared_ptr<const simulated_event>;

/// A subscriber's filter: the keys `event` and `type` of the `filters` parameter.
class event_filter {
 public:
  /// Lets all events through.
  event_filter() = default;

  /// Reads `{"event":["die"],"type":{"container":true}}` with both forms of a value. Ignores
  /// unknown keys, as the engine does. An empty text is no filter. Fails with `malformed` for
  /// anything else.
  static model::expected<event_filter> parse(std::string_view json);

  /// Decides as the engine does (moby, daemon/events/filter.go): if `health_status`, `exec_create`
  /// or `exec_start` is among the selected events, all of them match by prefix, else exactly.
  [[nodiscard]] bool matches(const simulated_event& event) const;

 private:
  std::vector<std::string> actions_;
  std::vector<std::string> types_;
  bool by_prefix_ = false;
};

/// The engine's buffer of events: the last 256 of all types.
class event_log {
 public:
  static constexpr std::size_t capacity = 256;

  void append(event_ptr event);

  /// Returns the replay for a new subscriber, oldest first: from the newest event backwards to the
  /// first one older than `since` (inclusive), without those after `until`. As in moby, an older
  /// event in between, after a step of the clock, hides the events before it.
  [[nodiscard]] std::vector<event_ptr> replay(
      std::optional<model::engine_time> since, std::optional<model::engine_time> until,
      const event_filter& filter) const;

  void clear() { events_.clear(); }

  [[nodiscard]] std::size_t size() const { return events_.size(); }

 private:
  std::deque<event_ptr> events_;
};

} // namespace docker_monitor::simulator
