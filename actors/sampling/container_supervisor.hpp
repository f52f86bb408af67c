#pragma once

#include "actors/sampling/container_supervisor_actor.hpp"
#include "actors/sampling/http_facade_actor.hpp"
#include "actors/sampling/slot_samples.hpp"
#include "actors/sampling/stats_poller_actor.hpp"
#include "engine/host/host_source.hpp"
#include "http/prometheus/self_metrics.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace docker_monitor::actors {

/// The dependencies of a supervisor.
struct container_supervisor_deps {
  std::shared_ptr<engine::sample_source> source; ///< of containers
  http_facade_actor facade;                      ///< takes the samples
  std::chrono::milliseconds interval{1000};      ///< of the samples of a container
  std::shared_ptr<engine::host_source> host{};   ///< null if the host is not watched
  http::self_metrics_ptr self_metrics{};         ///< takes the duration of each slot; may be null
};

/// The pollers, in the order in which they are woken.
struct container_supervisor_state {
  explicit container_supervisor_state(container_supervisor_actor::pointer me) : self(me) {}

  /// Ends all pollers: CAF destroys the state first, whatever ends the actor.
  ~container_supervisor_state();
  container_supervisor_state(const container_supervisor_state&) = delete;
  container_supervisor_state& operator=(const container_supervisor_state&) = delete;

  static constexpr const char* name = "container_supervisor";

  /// Begins to watch the host, if enabled.
  void begin(container_supervisor_deps with);

  /// Starts, ends and updates pollers.
  void take(const containers_changed& changes);

  /// Replaces a poller that ended by itself, since its container still runs.
  void replace(const caf::actor_addr& ended);

  /// Wakes the pollers of the next slot, and with the first slot the host's.
  void wake_slot();

  /// Returns the number of slots per interval for the current pollers.
  [[nodiscard]] std::size_t slots() const;

  struct entry {
    model::container_ptr container;
    stats_poller_actor poller;
    std::size_t position = 0; ///< in `order`
  };

  /// Returns the pause until the next slot. Slots follow a fixed grid, so that the time of the work
  /// does not add up, with an offset of up to a quarter of a slot, so that sampling is not in step
  /// with the measured programs. There is never a burst to catch up.
  std::chrono::nanoseconds pause(std::chrono::steady_clock::time_point now);

  container_supervisor_actor::pointer self;
  container_supervisor_deps deps;
  std::unordered_map<std::string, entry> entries;
  std::vector<entry*> order;
  model::container_ptr host_facts; ///< as sent to its poller
  stats_poller_actor host_poller;  ///< not part of a slot's share; null if it is not watched
  std::vector<std::shared_ptr<slot_samples>> unfinished; ///< slots that may wait for pollers
  std::size_t next_slot = 0;
  std::uint64_t crashed = 0;
  std::chrono::steady_clock::time_point next_tick{}; ///< on the grid
  std::minstd_rand random;

 private:
  stats_poller_actor
  spawn(model::container_ptr container, std::shared_ptr<engine::sample_source> source);
  std::shared_ptr<slot_samples> begin_slot(std::size_t pollers);
  void wake(const stats_poller_actor& poller, slot_tick tick);
  void finish_for(const stats_poller_actor& poller);
  void add(const model::container_ptr& container);
  void remove(const std::string& id);
  void inform_host();
};
static_assert(!std::is_aggregate_v<container_supervisor_state>);

/// Wakes every poller once per interval, spread over the slots.
container_supervisor_actor::behavior_type container_supervisor(
    container_supervisor_actor::stateful_pointer<container_supervisor_state> self,
    container_supervisor_deps deps);

} // namespace docker_monitor::actors
