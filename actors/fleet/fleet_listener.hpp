#pragma once

#include "actors/fleet/fleet_listener_actor.hpp"
#include "actors/fleet/host_follower.hpp"
#include "actors/history/history_keeper_actor.hpp"
#include "fleet/host_queries.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace docker_monitor::actors {

/// The dependencies of a listener.
struct fleet_listener_deps {
  host_follower_deps follower;                  ///< of each follower, without a member
  std::shared_ptr<fleet::host_queries> queries; ///< the listener expires them; not null
  history_keeper_actor history{};               ///< takes what the hosts report; may be none
  /// The interval of the history; hosts do not report more often.
  std::chrono::milliseconds history_step = host_report_pause;
};

/// The followers and their subscriptions.
struct fleet_listener_state {
  explicit fleet_listener_state(fleet_listener_actor::pointer me) : self{me} {}

  static constexpr const char* name = "fleet_listener";

  /// The time between two ticks, short enough to notice a loss within five seconds.
  static constexpr std::chrono::milliseconds tick_pause{500};

  /// The maximum of waiting messages of one host, here and in the library. A host that sends
  /// faster than it is read loses only its own messages.
  static constexpr std::size_t max_waiting = 64;
  static constexpr std::size_t max_waiting_bytes = 16 << 20;

  void take(const fleet_roster_changed& message);
  void take(const fleet_connection& message);
  void tick();

  struct entry {
    model::fleet_member member;
    host_follower_actor follower;
    std::unique_ptr<fleet::bus_subscription> subscription; ///< null where it could not be made
    std::shared_ptr<std::atomic<std::size_t>> waiting;     ///< messages for the follower
    std::shared_ptr<std::atomic<std::uint64_t>> dropped;   ///< because too many waited
    std::uint64_t dropped_logged = 0;                      ///< `dropped` as logged last
  };

  fleet_listener_actor::pointer self;
  fleet_listener_deps deps;
  std::map<std::string, entry> entries; ///< by name
  bool connected = false;
  std::chrono::steady_clock::time_point record_at{}; ///< the next record for the history

 private:
  void add(const model::fleet_member& member);
  void subscribe(entry& e) const;
  void publish_status() const;
  void record();
};
static_assert(!std::is_aggregate_v<fleet_listener_state>);

/// Runs a follower for each host of the roster.
fleet_listener_actor::behavior_type fleet_listener(
    fleet_listener_actor::stateful_pointer<fleet_listener_state> self, fleet_listener_deps deps);

} // namespace docker_monitor::actors
