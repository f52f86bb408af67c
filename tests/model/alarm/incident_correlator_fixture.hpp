#pragma once

#include "model/alarm/incident_correlator.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <unordered_map>
#include <vector>

/// Alarms of one identity and what is reported of them, for tests.
namespace docker_monitor::model::test {

using namespace std::chrono_literals;

struct incident_correlator_fixture {
  incident_correlator builder;
  std::vector<alarm> out;
  incident_correlator::instant now{100s};
  int number = 0;

  alarm
  make(alarm_kind kind, std::optional<down_cause> cause = {}, const std::string& container = "c1") {
    alarm a;
    a.id = "id" + std::to_string(++number);
    a.kind = kind;
    a.state = kind == alarm_kind::up || kind == alarm_kind::unpaused ? alarm_state::event
                                                                     : alarm_state::open;
    a.severity = default_severity(kind, a.state);
    a.container_id = container;
    a.container_name = "web";
    a.identity = "shop/web/1";
    a.image = "nginx";
    a.cause = cause;
    a.time = engine_time{1'000'000s + std::chrono::seconds{number}};
    return a;
  }

  void take(const alarm& a) { builder.take(a, now, out); }

  void pass(std::chrono::seconds time) {
    now += time;
    builder.expire(now, out);
  }

  /// What was sent since the last call, such as "down/open up/closed>id1".
  std::string sent_alarms() {
    std::string words;
    for (const auto& a : out) {
      words += words.empty() ? "" : " ";
      words += to_string(a.kind);
      words += '/';
      words += to_string(a.state);
      words += a.closes.empty() ? "" : ">" + a.closes;
    }
    out.clear();
    return words;
  }

  /// The program is killed and starts again with what was saved.
  void restart() {
    for (const auto& state : builder.take_unsaved())
      saved[state.key] = state.text;
    builder = {};
    for (const auto& [key, text] : saved)
      if (!text.empty())
        CAF_CHECK(builder.restore({incident_correlator::area, key, text}, now));
  }

  std::unordered_map<std::string, std::string> saved;
};

} // namespace docker_monitor::model::test
