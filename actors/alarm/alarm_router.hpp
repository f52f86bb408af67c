#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "actors/alarm/alarm_store_actor.hpp"
#include "actors/alarm/sink_actor.hpp"
#include "http/prometheus/self_metrics.hpp"
#include "http/published/latest_silences.hpp"
#include "http/published/latest_snapshot.hpp"
#include "model/alarm/alarm_pipeline.hpp"
#include "model/alarm/held_states.hpp"
#include "model/alarm/self_alarms.hpp"
#include "model/recording/recording.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace docker_monitor::actors {

/// A sink as the router uses it; its number is its index.
struct routed_sink {
  sink_actor actor;
  model::rule_sink is; ///< as the rules know it
};

/// The dependencies of the router.
struct alarm_router_deps {
  std::vector<routed_sink> sinks;
  alarm_store_actor store{}; ///< may be none
  model::rule_set rules{};
  /// The newest samples; may be null.
  std::shared_ptr<const http::latest_snapshot> samples{};
  /// Takes alarms without a container, and samples, for a recording; may be empty. Must not block.
  std::function<void(const model::record&)> record{};
  /// Takes every alarm in the form of the alarm log, one per transition; may be empty. Must not
  /// block.
  std::function<void(const model::alarm& alarm)> on_alarm{};
  http::self_metrics_ptr self_metrics = std::make_shared<http::self_metrics>();
  model::saved_states saved{};             ///< of all areas
  std::vector<std::string> known_alarms{}; ///< ids of alarms that the store already has
  std::string host_name{};    ///< `--host-name`; empty: the engine's name, else `machine_name`
  std::string machine_name{}; ///< the name of this machine
  std::string external_url{}; ///< URL of the page, without a slash at its end; or empty
  model::page_owner page_owner = model::page_owner::host;
  std::string engine_url{};
  std::shared_ptr<http::latest_silences> silences{}; ///< takes the silences in force; may be null
  bool await_logs = false; ///< the listener sends the last log lines of containers that go down
  /// The clock for times that do not come from the engine.
  model::engine_time (*wall_clock)() = std::chrono::system_clock::now;
};

/// The alarm pipeline, and the states that wait until they may be stored.
struct alarm_router_state {
  explicit alarm_router_state(alarm_router_actor::pointer me) : self(me) {}

  static constexpr const char* name = "alarm_router";

  /// Restores the saved states.
  void restore();

  void take(const transitions& made);
  void take(const container_facts& inspected);
  void take(const connection_event& event);
  void take(const received_alarms& received);
  void take(const self_alarm& report);

  /// Expires loops, incidents and self-alarms, and evaluates the newest samples.
  void tick();

  /// Replaces the rules.
  void take(const new_rules& changed);

  /// Executes a request of an operator.
  operator_answer take(const operator_request& request);

  /// Marks all states as unsaved.
  void forget_saved();

  /// Sends the new alarms and changed states to the store and the sinks.
  void finish_step();

  alarm_router_actor::pointer self;
  alarm_router_deps deps;
  model::alarm_pipeline pipeline{{}, {}, false};
  model::self_alarms self_alarms;
  model::sample_recorder sampled; ///< for a recording
  std::uint64_t round = 0;        ///< of the samples that were evaluated last
  std::unordered_map<std::string, model::container_ptr> containers; ///< of alarms, by id
  model::held_states held; ///< until the alarms of these containers are made
  std::vector<model::acknowledgement> acknowledged; ///< since the previous step
  model::saved_states received_states;              ///< of hosts, since the previous step
  std::vector<std::function<void()>> committed;     ///< to be called once these are on disk
  std::shared_ptr<const void> load;                 ///< of the transitions in progress
  bool expiry_pending = false;                      ///< an `expire_atom` was sent and is pending

 private:
  void add(std::vector<model::alarm> made);
  void publish_silences();
  void set_host_name(const std::string& host_name);
  [[nodiscard]] model::container_ptr find(const std::string& id) const;
  [[nodiscard]] std::vector<model::container_ptr> watched() const;
  void publish(const model::alarm& alarm) const;
  void address(
      model::routed_alarm routed, model::audience audience, bool is_update,
      commit_batch& kept) const;
  void collect_states(commit_batch& kept);
};
static_assert(!std::is_aggregate_v<alarm_router_state>);

/// Makes alarms of transitions and events of the engine, and sends them to the store and the sinks.
alarm_router_actor::behavior_type
alarm_router(alarm_router_actor::stateful_pointer<alarm_router_state> self, alarm_router_deps deps);

} // namespace docker_monitor::actors
