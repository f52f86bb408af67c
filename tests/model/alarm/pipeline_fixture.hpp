#pragma once

#include "config/rule_file.hpp"
#include "model/alarm/alarm_pipeline.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::model::tests {

using namespace std::chrono_literals;

inline const engine_time noon = *parse_rfc3339("2026-11-21T12:00:00Z"); // a Saturday

inline const std::vector<rule_sink> two_sinks{
    {"log", "log", "log:", audience::events},
    {"hook", "webhook", "http://h/", audience::incidents}};

/// An alarm pipeline with a container and two sinks.
struct pipeline_fixture {
  rule_set rules;
  alarm_pipeline pipeline{rules, two_sinks, false};
  alarm_pipeline::moment now{noon, alarm_pipeline::instant{1000s}};
  std::map<std::string, container_ptr> containers;
  std::vector<alarm_pipeline::addressed> out;
  std::vector<std::string> gone;
  std::map<std::pair<std::string, std::string>, std::string> saved; ///< by area and key

  pipeline_fixture() { add("c1", "web"); }

  void use(std::string_view text) {
    rules = config::parse_rules(text, "test").value();
    pipeline = alarm_pipeline{rules, two_sinks, false};
  }

  container& add(const std::string& id, const std::string& name) {
    auto c = std::make_shared<container>();
    c->id = id;
    c->name = name;
    c->image = "nginx:1";
    c->status = container_status::running;
    c->started_at = noon - 1h;
    containers[id] = c;
    return *c;
  }

  transition made(alarm_kind kind, const std::string& id = "c1", int exit_code = 1) {
    auto t = make_transition(kind, alarm_origin::live, now.wall, containers.at(id));
    if (kind == alarm_kind::down)
      t.exit_code = exit_code;
    return t;
  }

  void dispatch() {
    auto outcome = pipeline.dispatch(now, [this](const std::string& id) {
      const auto found = containers.find(id);
      return found == containers.end() ? nullptr : found->second;
    });
    gone.insert(gone.end(), outcome.gone.begin(), outcome.gone.end());
    std::ranges::move(outcome.alarms, std::back_inserter(out));
  }

  void take(alarm_kind kind, const std::string& id = "c1", int exit_code = 1) {
    pipeline.take(made(kind, id, exit_code), nullptr, now.steady);
    dispatch();
    wait(1s);
  }

  void wait(std::chrono::seconds time) {
    now.wall += time;
    now.steady += time;
    pipeline.expire_waiting(now.steady);
    pipeline.expire(now.steady);
    dispatch();
  }

  void crash_loop() {
    for (int i = 0; i < 3; ++i) {
      take(alarm_kind::down);
      take(alarm_kind::up);
    }
  }

  /// What an audience received since the last call, such as "down/open up/closed".
  std::string sent_alarms(audience to) {
    std::string words;
    for (const auto& one : out)
      if (one.audience == to)
        words += (words.empty() ? "" : " ") + std::string{to_string(one.what.alarm.kind)} + '/'
                 + std::string{to_string(one.what.alarm.state)};
    std::erase_if(out, [&](const auto& one) { return one.audience == to; });
    return words;
  }
  std::string events() { return sent_alarms(audience::events); }
  std::string incidents() { return sent_alarms(audience::incidents); }

  void save() {
    for (const auto& state : pipeline.take_unsaved())
      if (state.text.empty())
        saved.erase({state.area, state.key});
      else
        saved[{state.area, state.key}] = state.text;
  }

  std::set<std::string> saved_areas() const {
    std::set<std::string> areas;
    for (const auto& [key, text] : saved)
      areas.insert(key.first);
    return areas;
  }

  void restart() {
    save();
    pipeline = alarm_pipeline{rules, two_sinks, false};
    for (const auto& [key, text] : saved) {
      const auto restored = pipeline.restore({key.first, key.second, text}, now.steady);
      CAF_CHECK(restored && *restored);
    }
  }

  /// A round in which the one container takes as much of a CPU.
  void sample(double cpu_percent) {
    model::sample s;
    s.cpu_percent = cpu_percent;
    row r;
    r.container = containers.at("c1");
    r.sample = std::make_shared<const model::sample>(s);
    r.sampled_at = now.wall;
    engine_status engine;
    engine.list_received = true;
    pipeline.evaluate_thresholds(snapshot{1, engine, {std::make_shared<const row>(r)}}, now);
    dispatch();
    wait(1s);
  }
};

} // namespace docker_monitor::model::tests
