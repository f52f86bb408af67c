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

/// One event as the engine tells it.
struct simulated_event {
  model::engine_time time; ///< in the engine's wall clock
  std::string type;        ///< `container` or `network`
  std::string action;      ///< `die`, `health_status: healthy`, …
  std::string actor;       ///< id of the container or network
  std::map<std::string, std::string> attributes;
  std::string health; ///< Podman's top-level `HealthStatus`; else empty
};

/// An event as readers share it: immutable.
using event_ptr = std::shared_ptr<const simulated_event>;

/// What a subscriber wants to see: the `filters` parameter, of which `event` and `type` count.
class event_filter {
 public:
  /// Lets everything through.
  event_filter() = default;

  /// Reads `{"event":["die"],"type":{"container":true}}`, both forms of a value; unknown keys are
  /// ignored as the engine does. Empty text is no filter; `malformed` for what is not this.
  static model::expected<event_filter> parse(std::string_view json);

  /// As the engine decides (moby, daemon/events/filter.go): where `health_status`, `exec_create` or
  /// `exec_start` is among the wanted events, all of them match by prefix, else exactly.
  [[nodiscard]] bool matches(const simulated_event& event) const;

 private:
  std::vector<std::string> actions_;
  std::vector<std::string> types_;
  bool by_prefix_ = false;
};

/// The engine's memory of events: the last 256 of all types.
class event_log {
 public:
  static constexpr std::size_t capacity = 256;

  void append(event_ptr event);

  /// What a new subscriber is told of the past, oldest first: walking backwards from the newest, up
  /// to the first event older than `since` (inclusive), leaving out those after `until`. As in
  /// moby, an older event in between, after a step of the clock, hides what lies before it.
  [[nodiscard]] std::vector<event_ptr> replay(
      std::optional<model::engine_time> since, std::optional<model::engine_time> until,
      const event_filter& filter) const;

  void clear() { events_.clear(); }

  [[nodiscard]] std::size_t size() const { return events_.size(); }

 private:
  std::deque<event_ptr> events_;
};

} // namespace docker_monitor::simulator
