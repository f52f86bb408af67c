#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "actors/fleet/host_follower_actor.hpp"
#include "actors/sampling/http_facade_actor.hpp"
#include "fleet/bus.hpp"
#include "fleet/host_message.hpp"
#include "http/published/latest_hosts.hpp"
#include "model/fleet/host_presences.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace docker_monitor::actors {

/// The dependencies of a follower.
struct host_follower_deps {
  model::fleet_member member;
  std::shared_ptr<fleet::bus> bus; ///< for answers and requests; not null
  http_facade_actor facade;
  alarm_router_actor router;
  std::shared_ptr<http::latest_hosts> latest_snapshot; ///< not null
  model::saved_states saved;                           ///< of all hosts
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
};

/// The state of one host as the hub knows it.
struct host_follower_state {
  explicit host_follower_state(host_follower_actor::pointer me) : self{me} {}

  static constexpr const char* name = "host_follower";

  /// The maximum of containers of a host; further ones are ignored.
  static constexpr std::size_t max_containers = 20'000;
  /// The maximum of bytes that the facts of a host's containers take; further ones are ignored.
  static constexpr std::size_t max_stored_bytes = 64 << 20;

  /// Restores the saved states of this host and enters it in `presences`.
  void begin(host_follower_deps settings);

  void take(const fleet_delivery& message);
  void take(const fleet_tick& tick);
  void take(const fleet_member_changed& message);

  /// Reports that a message of the host was refused.
  void refuse(const std::string& why);

  /// Ends the host's alarms and removes it from the facade and the API.
  void finish();

  /// Sends the new alarms and the unsaved states to the router.
  void hand_over();

  host_follower_actor::pointer self;
  host_follower_deps deps;
  std::optional<model::host_presences> presences;
  std::map<std::string, model::container_ptr> containers; ///< by id
  std::size_t stored_bytes = 0;                           ///< that `containers` take, about
  std::array<std::uint64_t, model::container_statuses> by_status{}; ///< numbers of `containers`
  std::uint64_t unhealthy = 0;                                      ///< of those that are up
  std::set<std::string> seen; ///< ids in the parts of the current whole state
  unsigned parts_seen = 0;    ///< of the current whole state, without a gap
  std::string host_text;      ///< the newest host object
  std::optional<std::uint32_t> cores;
  model::host_usage usage;                          ///< as in `host_text`
  bool full = false;                                ///< more containers were reported than it takes
  bool has_state = false;                           ///< a whole state of `instance` arrived
  bool has_gap = false;                             ///< a document was lost since then
  std::string instance;                             ///< sender of the latest document
  std::optional<std::uint64_t> number;              ///< of that document
  std::vector<model::alarm> made;                   ///< about the host, not sent yet
  std::chrono::steady_clock::time_point asked_at{}; ///< latest request for the state
  std::optional<std::chrono::steady_clock::time_point> dictionary_named_at;
  std::chrono::steady_clock::time_point begun_at{};

 private:
  [[nodiscard]] model::host_presences::moment now() const;
  [[nodiscard]] bool is_excused(const std::string& payload) const;
  void take_document(const std::string& payload);
  void take_alarms(const fleet_delivery& message);
  void apply(fleet::host_message& message);
  bool store(const model::container_ptr& container);
  void note_number(const fleet::host_message& message);
  bool note_part(const fleet::host_message& message);
  void name_dictionary();
  void count_containers();
  void request_state();
  void answer(const std::string& subject, const std::string& text) const;
  void publish() const;
};
static_assert(!std::is_aggregate_v<host_follower_state>);

/// Stores the reports of a host and decides whether it is present.
host_follower_actor::behavior_type host_follower(
    host_follower_actor::stateful_pointer<host_follower_state> self, host_follower_deps deps);

} // namespace docker_monitor::actors
