#pragma once

#include "actors/alarm/alarm_router.hpp"
#include "tests/support/actor_fixture.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::tests {

using namespace actors;
using namespace std::chrono_literals;

inline const model::engine_time router_epoch{std::chrono::seconds{1'700'000'000}};

/// A router whose sinks, store and samples the test plays.
struct router_fixture : actor_fixture {
  routed_sink make_sink(
      const std::string& name, std::vector<model::alarm_ptr>& received, bool as_incidents = false) {
    return {
        end_with_test(sys.spawn([this, &received](sink_actor::pointer) {
          return sink_actor::behavior_type{
              [](const self_alarm_actor&) {},
              [&received](const model::alarm_ptr& a) { received.push_back(a); },
              [this](const containers_gone& message) {
                departed.insert(departed.end(), message.ids.begin(), message.ids.end());
              },
              [](caf::get_atom) { return model::sink_status_ptr{}; },
              [](tick_atom, std::uint64_t) {},
              [](end_atom) {}};
        })),
        {name, "test", name, as_incidents ? model::audience::incidents : model::audience::events}};
  }

  alarm_store_actor make_store() {
    return end_with_test(sys.spawn([this](alarm_store_actor::pointer) {
      return alarm_store_actor::behavior_type{
          [](const self_alarm_actor&) {},
          [](const saver_actor&) {},
          [this](const commit_batch& kept) { stored.push_back(kept); },
          [](const delivery_report&) {},
          [](const alarm_log_query&) {},
          [](commit_atom) {},
          [](end_atom) {}};
    }));
  }

  alarm_router_deps make_settings() {
    alarm_router_deps settings;
    settings.sinks = {
        make_sink("first", first), make_sink("second", second),
        make_sink("incidents", incidents, true)};
    settings.store = make_store();
    settings.samples = latest_snapshot;
    settings.machine_name = "box";
    settings.saved = {{model::alarm_hosts::area, "", R"({"name":"box"})"}}; // as an earlier run
    settings.self_metrics = self_metrics;
    settings.on_alarm = [this](const model::alarm& alarm) { followed.push_back(alarm.id); };
    settings.wall_clock = [] { return router_epoch; };
    return settings;
  }

  /// All states as they would be found after a crash now.
  model::saved_states on_disk() {
    std::map<std::pair<std::string, std::string>, std::string> newest;
    for (const auto& kept : stored)
      for (const auto& state : kept.states)
        newest[{state.area, state.key}] = state.text;
    model::saved_states states;
    for (const auto& [where, text] : newest)
      if (!text.empty())
        states.push_back({where.first, where.second, text});
    return states;
  }

  static model::container_ptr
  container(model::container_status status, std::optional<std::chrono::seconds> started) {
    model::container c;
    c.id = "c001";
    c.name = "web";
    c.status = status;
    if (started)
      c.started_at = router_epoch + *started;
    return std::make_shared<const model::container>(std::move(c));
  }

  void transit(model::alarm_kind kind, model::container_ptr c, std::optional<int> code = {}) {
    model::transition t;
    t.kind = kind;
    t.time = router_epoch + 10s;
    t.container = std::move(c);
    t.exit_code = code;
    caf::anon_send(router, transitions{{t}});
    consume_messages();
  }

  std::shared_ptr<http::latest_snapshot> latest_snapshot =
      std::make_shared<http::latest_snapshot>();
  http::self_metrics_ptr self_metrics = std::make_shared<http::self_metrics>();
  std::vector<std::string> followed; ///< ids, to those who follow
  std::vector<model::alarm_ptr> first;
  std::vector<model::alarm_ptr> second;
  std::vector<model::alarm_ptr> incidents;
  std::vector<std::string> departed; ///< containers, as each sink was notified
  std::vector<commit_batch> stored;
  alarm_router_actor router = end_with_test(sys.spawn(alarm_router, make_settings()));
};

} // namespace docker_monitor::tests
