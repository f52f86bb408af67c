#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "actors/alarm/alarm_store_actor.hpp"
#include "actors/alarm/sink_actor.hpp"
#include "http/api/latest_silences.hpp"
#include "http/api/latest_snapshot.hpp"
#include "http/prometheus/self_metrics.hpp"
#include "model/alarm/alarm_pipeline.hpp"
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

/// A sink as the router sees it; its number is its place.
struct routed_sink {
  sink_actor carrier;
  model::rule_sink is; ///< what rules know of it
};

/// What the router is given.
struct alarm_router_deps {
  std::vector<routed_sink> sinks;
  alarm_store_actor store{}; ///< may be none
  model::rule_set rules{};
  /// Where the newest samples are; may be null.
  std::shared_ptr<const http::latest_snapshot> samples{};
  /// Takes alarms without a container and samples, for a recording; may be empty. Must not block.
  std::function<void(const model::record&)> record{};
  /// Takes every alarm that is told one transition at a time, as the history has them; may be
  /// empty. Must not block.
  std::function<void(const model::alarm& alarm)> told{};
  http::self_metrics_ptr self_metrics = std::make_shared<http::self_metrics>();
  model::saved_states saved{};             ///< of all areas
  std::vector<std::string> known_alarms{}; ///< ids of alarms that are in the store already
  std::string host_name{};    ///< `--host-name`; empty: the engine's name, else `machine_name`
  std::string machine_name{}; ///< ours
  std::string external_url{}; ///< where people reach the page, without a slash at its end; or empty
  std::string engine_url{};
  std::shared_ptr<http::latest_silences> silences{}; ///< takes those in force; may be null
  bool await_logs = false; ///< the listener sends the last lines of what goes down
  /// The time for what does not come from the engine.
  model::engine_time (*wall_clock)() = std::chrono::system_clock::now;
};

/// What waits for facts, and what is remembered of alarms.
struct alarm_router_state {
  explicit alarm_router_state(alarm_router_actor::pointer me) : self(me) {}

  static constexpr const char* name = "alarm_router";

  /// Takes back what was saved before.
  void restore();

  void take(const transitions& news);
  void take(const container_facts& news);
  void take(const engine_news& news);
  void take(const self_alarm& news);

  /// Looks after what takes its time: loops, incidents, alarms about ourselves, and the newest
  /// samples.
  void tick();

  /// Goes on with other rules.
  void take(const new_rules& news);

  /// Carries out a request of an operator.
  operator_answer take(const operator_request& request);

  /// Everything has to be saved again.
  void forget_saved();

  /// Hands over what was made, and all that changed with it.
  void finish_step();

  alarm_router_actor::pointer self;
  alarm_router_deps deps;
  model::alarm_pipeline pipeline{{}, {}, false};
  model::self_alarms self_alarms;
  model::sample_recorder sampled; ///< for a recording
  std::uint64_t round = 0;        ///< of the samples that were looked at last
  std::unordered_map<std::string, model::container_ptr> containers; ///< by id, of alarms
  /// States of containers whose alarms wait, by id; with the cursor they are kept when nothing
  /// does.
  std::unordered_map<std::string, model::saved_state> held_states;
  model::saved_states held_cursor;
  std::vector<model::acknowledgement> acknowledged; ///< since the last step
  std::shared_ptr<const void> load;                 ///< of the transitions that are being taken
  bool expiry_pending = false;                      ///< an `expire_atom` is on its way

 private:
  void add(std::vector<model::alarm> made);
  void publish_silences();
  void set_host_name(const std::string& host_name);
  [[nodiscard]] model::container_ptr find(const std::string& id) const;
  void tell(const model::alarm& alarm) const;
  void address(
      model::routed_alarm routed, model::audience audience, bool amends, commit_batch& kept) const;
  void collect_states(commit_batch& kept);
};
static_assert(!std::is_aggregate_v<alarm_router_state>);

/// Makes alarms and hands them over, for ever.
alarm_router_actor::behavior_type
alarm_router(alarm_router_actor::stateful_pointer<alarm_router_state> self, alarm_router_deps deps);

} // namespace docker_monitor::actors
