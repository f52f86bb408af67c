#pragma once

#include "actors/http_facade_actor.hpp"
#include "actors/stats_poller_actor.hpp"
#include "engine/sample_source.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <optional>

namespace docker_monitor::actors {

/// The readings of one container.
struct stats_poller_state {
  stats_poller_state() = default;

  static constexpr const char* name = "stats_poller";

  /// Takes newer facts; those of another generation begin a new baseline.
  void take(model::container_ptr newer);

  /// Takes a reading. The sample it gives with the one before: none while there is no valid one.
  std::optional<model::sample> take(const model::counters& now);

  model::container_ptr container;
  std::optional<model::counters> last;
  std::uint64_t call = 0; ///< number of the newest reading asked for
  bool waiting = false;   ///< for its answer
};
static_assert(!std::is_aggregate_v<stats_poller_state>);

/// Reads `container` from `source` at each tick and hands its samples to `facade`. A tick that
/// finds the reading before still under way is left out.
stats_poller_actor::behavior_type stats_poller(
    stats_poller_actor::stateful_pointer<stats_poller_state> self, model::container_ptr container,
    std::shared_ptr<engine::sample_source> source, http_facade_actor facade);

} // namespace docker_monitor::actors
