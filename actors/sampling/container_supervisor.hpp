#pragma once

#include "actors/sampling/container_supervisor_actor.hpp"
#include "actors/sampling/http_facade_actor.hpp"
#include "actors/sampling/stats_poller_actor.hpp"
#include "engine/host/host_source.hpp"
#include "http/prometheus/observations.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace docker_monitor::actors {

/// The pollers, in the order in which they are woken.
struct container_supervisor_state {
  container_supervisor_state() = default;

  /// Ends all pollers: CAF destroys the state first when the actor ends.
  ~container_supervisor_state();
  container_supervisor_state(const container_supervisor_state&) = delete;
  container_supervisor_state& operator=(const container_supervisor_state&) = delete;

  static constexpr const char* name = "container_supervisor";

  /// Begins, ends and informs pollers.
  void take(const containers_changed& changes);

  /// A poller ended by itself: replaced, as its container runs on.
  void replace(const caf::actor_addr& ended);

  /// Wakes the pollers of the next slot, and with the first the host's.
  void wake_slot();

  /// Slots an interval has with so many pollers.
  [[nodiscard]] std::size_t slots() const;

  struct entry {
    model::container_ptr container;
    stats_poller_actor poller;
    std::size_t position = 0; ///< in `order`
  };

  /// A slot's pause until the next: on a fixed beat, so that what the work takes does not add up,
  /// but up to a quarter of a slot off it, so that we keep no step with what we measure. Never a
  /// burst to catch up.
  std::chrono::nanoseconds pause(std::chrono::steady_clock::time_point now);

  std::function<stats_poller_actor(model::container_ptr)> spawn; ///< and monitors it
  std::function<stats_poller_actor()> spawn_host;                ///< none where it is not watched
  std::function<model::container_ptr()> read_host;               ///< what is known of the host now
  std::function<void(const stats_poller_actor&)> end;
  std::function<void(const stats_poller_actor&, model::container_ptr)> inform;
  std::function<void(const stats_poller_actor&, slot_tick)> wake;
  std::function<std::shared_ptr<slot_samples>(std::size_t pollers)> begin_slot;

  std::unordered_map<std::string, entry> entries;
  std::vector<entry*> order;
  model::container_ptr host_facts; ///< that its poller knows
  stats_poller_actor host;         ///< in no slot's share; null where the host is not watched
  std::chrono::milliseconds interval{1000};
  std::size_t next_slot = 0;
  std::uint64_t crashed = 0;
  std::chrono::steady_clock::time_point next_tick{}; ///< on the beat
  std::minstd_rand random;

 private:
  void add(const model::container_ptr& container);
  void remove(const std::string& id);
  void inform_host();
};
static_assert(!std::is_aggregate_v<container_supervisor_state>);

/// Wakes every poller once per `interval`, spread over its slots. `host` may be null: then the host
/// is not watched. So may `observed`, which takes how long each waking took.
container_supervisor_actor::behavior_type container_supervisor(
    container_supervisor_actor::stateful_pointer<container_supervisor_state> self,
    std::shared_ptr<engine::sample_source> source, http_facade_actor facade,
    std::chrono::milliseconds interval, std::shared_ptr<engine::host_source> host,
    http::observations_ptr observed);

} // namespace docker_monitor::actors
