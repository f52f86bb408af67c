#pragma once

#include "actors/fleet/fleet_reporter_actor.hpp"
#include "actors/fleet/host_document.hpp"
#include "fleet/bus.hpp"
#include "fleet/payload.hpp"
#include "http/api/dispatch.hpp"
#include "http/published/latest_snapshot.hpp"
#include "model/fleet/report_schedule.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::actors {

/// The dependencies of a reporter.
struct fleet_reporter_deps {
  std::shared_ptr<fleet::bus> bus; ///< not null
  std::string host;                ///< name of this host in the fleet
  std::string instance;            ///< differs between runs of the program
  std::string machine;             ///< the machine's own name
  std::shared_ptr<const http::latest_snapshot> latest_snapshot; ///< not null
  http::route_context context;                                  ///< for answers to the hub
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
};

/// The latest snapshot sent, and the counters of the hub's queries.
struct fleet_reporter_state {
  explicit fleet_reporter_state(fleet_reporter_actor::pointer me) : self{me} {}

  static constexpr const char* name = "fleet_reporter";

  /// The interval between two host objects.
  static constexpr std::chrono::seconds host_pause = host_report_pause;
  /// The minimum time between two attempts to open the connection.
  static constexpr std::chrono::seconds open_pause{5};
  /// The time between two looks whether the connection is back: a host that reports only at its
  /// instant of each second would be lost where the connection breaks more often than that.
  static constexpr std::chrono::milliseconds reconnect_pause{200};
  /// The maximum of the hub's queries that are answered per second, and at the same time: enough
  /// for a busy page.
  static constexpr unsigned max_queries_a_second = 20;
  static constexpr std::size_t max_queries_at_once = 4;
  /// The maximum of refusals that are sent per second beside the answers; further queries are
  /// dropped.
  static constexpr unsigned max_refusals_a_second = 20;
  /// After so many messages within a second the host listens no more until the next tick: even one
  /// that is dropped costs its transport.
  static constexpr unsigned max_taken_a_second = 100;
  /// The maximum of queries that wait for this actor; further ones are dropped.
  static constexpr std::size_t max_queries_waiting = 64;

  void begin(fleet_reporter_deps settings);
  void tick();

  /// Returns the time until the next tick.
  [[nodiscard]] std::chrono::nanoseconds pause() const;
  void answer(const fleet_query& query);

  fleet_reporter_actor::pointer self;
  fleet_reporter_deps deps;
  std::unique_ptr<http::dispatcher> dispatcher;
  std::unique_ptr<fleet::bus_subscription> queries;
  model::snapshot_ptr sent; ///< the hub has it; null: the whole state is sent next
  bool was_connected = false;
  bool send_failed = false; ///< the latest report could not be sent, for another reason
  std::optional<std::chrono::steady_clock::time_point> opened_at;
  model::report_schedule schedule;
  std::uint64_t documents = 0; ///< sent so far
  std::chrono::steady_clock::time_point host_at{};
  std::chrono::steady_clock::time_point second_at{}; ///< start of the second of `taken` and `asked`
  unsigned taken = 0;                                ///< messages of the hub in this second
  unsigned asked = 0;                                ///< queries in this second
  /// Queries that wait for this actor.
  std::shared_ptr<std::atomic<std::size_t>> waiting = std::make_shared<std::atomic<std::size_t>>(0);
  std::shared_ptr<std::atomic<std::size_t>> under_way =
      std::make_shared<std::atomic<std::size_t>>(0);

 private:
  void keep_open();
  void subscribe();
  void send_state(const model::snapshot_ptr& snapshot);
  void send_changes(const model::snapshot_ptr& snapshot);
  void send(
      model::fleet_topic topic, const std::vector<std::string>& documents_made,
      fleet::payload_form form);
  [[nodiscard]] document_head head() const;
  [[nodiscard]] http::container_view view_of(const model::snapshot& snapshot) const;
  [[nodiscard]] std::string host_object(const model::snapshot& snapshot);
};
static_assert(!std::is_aggregate_v<fleet_reporter_state>);

/// Connects, reports once a second at the instant of `model::report_offset`, and answers queries
/// through the routes of the API. Blocks while it connects: it must be spawned detached.
fleet_reporter_actor::behavior_type fleet_reporter(
    fleet_reporter_actor::stateful_pointer<fleet_reporter_state> self, fleet_reporter_deps deps);

} // namespace docker_monitor::actors
