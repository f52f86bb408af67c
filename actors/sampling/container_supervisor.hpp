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

/// What a supervisor works with.
struct container_supervisor_deps {
  std::shared_ptr<engine::sample_source> source; ///< of containers
  http_facade_actor facade;                      ///< takes the samples
  std::chrono::milliseconds interval{1000};      ///< of the samples of a container
  std::shared_ptr<engine::host_source> host{};   ///< null where the host is not watched
  http::self_metrics_ptr self_metrics{};         ///< takes how long each waking took; may be null
};

/// The pollers, in the order in which they are woken.
struct container_supervisor_state {
  explicit container_supervisor_state(container_supervisor_actor::pointer me) : self(me) {}

  /// Ends all pollers: CAF destroys the state first when the actor ends, however it ends.
  ~container_supervisor_state();
  container_supervisor_state(const container_supervisor_state&) = delete;
  container_supervisor_state& operator=(const container_supervisor_state&) = delete;

  static constexpr const char* name = "container_supervisor";

  /// Begins to watch the host, where it is to be watched.
  void begin(container_supervisor_deps with);

  /// Begins, ends and informs pollers.
  void take(const containers_changed& changes);

  /// A poller ended by itself: replaced, as its container runs on.
  void replace(const caf::actor_addr& ended);

  /// Wakes the pollers of the next slot, and with the first the host's.
  void wake_slot();

  /// Slots an interval has with so many pollers.
  [[nodiscard]] std::size_t slots() const;

  /// A poller and the places that it may still have to finish.
  struct watched {
    stats_poller_actor poller;
    std::vector<slot_tick> given{};
  };

  struct entry {
    model::container_ptr container;
    watched by;
    std::size_t position = 0; ///< in `order`
  };

  /// A slot's pause until the next: on a fixed beat, so that what the work takes does not add up,
  /// but up to a quarter of a slot off it, so that we keep no step with what we measure. Never a
  /// burst to catch up.
  std::chrono::nanoseconds pause(std::chrono::steady_clock::time_point now);

  container_supervisor_actor::pointer self;
  container_supervisor_deps deps;
  std::unordered_map<std::string, entry> entries;
  std::vector<entry*> order;
  model::container_ptr host_facts; ///< that its poller knows
  watched host;                    ///< in no slot's share; no poller where it is not watched
  std::size_t next_slot = 0;
  std::uint64_t crashed = 0;
  std::chrono::steady_clock::time_point next_tick{}; ///< on the beat
  std::minstd_rand random;

 private:
  stats_poller_actor
  spawn(model::container_ptr container, std::shared_ptr<engine::sample_source> source);
  std::shared_ptr<slot_samples> begin_slot(std::size_t pollers) const;
  void wake(watched& whom, slot_tick tick);
  static void finish_for(watched& whom);
  void add(const model::container_ptr& container);
  void remove(const std::string& id);
  void inform_host();
};
static_assert(!std::is_aggregate_v<container_supervisor_state>);

/// Wakes every poller once per interval, spread over its slots.
container_supervisor_actor::behavior_type container_supervisor(
    container_supervisor_actor::stateful_pointer<container_supervisor_state> self,
    container_supervisor_deps deps);

} // namespace docker_monitor::actors
