#pragma once

#include "actors/sampling/http_facade_actor.hpp"
#include "actors/sampling/stats_poller_actor.hpp"
#include "engine/sample_source.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <memory>
#include <optional>

namespace docker_monitor::actors {

/// What a poller works with.
struct stats_poller_deps {
  model::container_ptr container;                ///< whose readings these are
  std::shared_ptr<engine::sample_source> source; ///< where they come from
  http_facade_actor facade;                      ///< takes those that took their time
};

/// The readings of one container.
struct stats_poller_state {
  explicit stats_poller_state(stats_poller_actor::pointer me) : self(me) {}

  static constexpr const char* name = "stats_poller";

  /// Opens the source.
  void begin(stats_poller_deps deps);

  /// Takes newer facts; those of another generation begin a new baseline.
  void take(model::container_ptr newer);

  /// Reads; what came of it, or nothing while it is under way or where it failed.
  std::optional<sample_taken> tick();

  /// Takes the outcome of a reading that took its time, and makes up for a tick that found it under
  /// way.
  void take(const reading& outcome);

  stats_poller_actor::pointer self;
  http_facade_actor facade;
  model::container_ptr container;
  std::unique_ptr<engine::sample_reader> reader;
  engine::handler<model::counters> later; ///< given to the reader
  model::counters now;                    ///< the newest reading
  model::sample_ptr sample;               ///< made of it, or of an equal one before
  std::chrono::nanoseconds confirmed{};   ///< clock of the newest reading
  bool waiting = false;                   ///< for a reading
  bool overdue = false;                   ///< a tick came meanwhile
  bool outdated = false;                  ///< that reading is of a generation that is over

 private:
  std::optional<sample_taken> finish(const reading& outcome);
  void tell(std::optional<sample_taken> taken);
  std::optional<sample_taken> publish(engine::reading_state state);
};
static_assert(!std::is_aggregate_v<stats_poller_state>);

/// Reads the container at each tick and hands its samples on. A tick that finds the reading
/// before still under way is made up for at its end, ticks beyond are left out: an engine that
/// takes somewhat more than an interval for a reading is asked again at once, not every other
/// interval.
stats_poller_actor::behavior_type
stats_poller(stats_poller_actor::stateful_pointer<stats_poller_state> self, stats_poller_deps deps);

} // namespace docker_monitor::actors
