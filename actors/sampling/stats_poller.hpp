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

/// The dependencies of a poller.
struct stats_poller_deps {
  model::container_ptr container;                ///< the container to sample
  std::shared_ptr<engine::sample_source> source; ///< the source of the readings
  http_facade_actor facade;                      ///< takes samples of readings that were not
                                                 ///< immediate
};

/// The readings of one container.
struct stats_poller_state {
  explicit stats_poller_state(stats_poller_actor::pointer me) : self(me) {}

  static constexpr const char* name = "stats_poller";

  /// Opens the source.
  void begin(stats_poller_deps deps);

  /// Takes newer facts; another generation begins with a new baseline.
  void take(model::container_ptr newer);

  /// Takes a reading. Returns its sample; none while the reading is in progress or after a failure.
  std::optional<sample_taken> tick();

  /// Takes the outcome of a reading that was not immediate, and catches up with a tick that came
  /// while it was in progress.
  void take(const reading& outcome);

  stats_poller_actor::pointer self;
  http_facade_actor facade;
  model::container_ptr container;
  std::unique_ptr<engine::sample_reader> reader;
  engine::handler<model::counters> later; ///< given to the reader
  model::counters now;                    ///< the newest reading
  model::sample_ptr sample;               ///< of the newest reading, or of an equal earlier one
  std::chrono::nanoseconds confirmed{};   ///< clock of the newest reading
  bool waiting = false;                   ///< a reading is in progress
  bool overdue = false;                   ///< a tick came meanwhile
  bool outdated = false;                  ///< the reading in progress is of an ended generation

 private:
  std::optional<sample_taken> finish(const reading& outcome);
  void send_sample(std::optional<sample_taken> taken);
  std::optional<sample_taken> publish(engine::reading_state state);
};
static_assert(!std::is_aggregate_v<stats_poller_state>);

/// Reads the container at each tick and returns its samples. If a tick comes while a reading is in
/// progress, the next reading begins at the end of that one; further ticks are dropped. So an
/// engine that takes somewhat more than an interval for a reading is queried again at once, not
/// every other interval.
stats_poller_actor::behavior_type
stats_poller(stats_poller_actor::stateful_pointer<stats_poller_state> self, stats_poller_deps deps);

} // namespace docker_monitor::actors
