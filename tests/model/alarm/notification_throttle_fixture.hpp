#pragma once

#include "config/rule_file.hpp"
#include "model/alarm/notification_throttle.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Rules, alarms of one container and what passes the throttle, for tests.
namespace docker_monitor::model::gate_test {

using namespace std::chrono_literals;

inline const engine_time noon = *parse_rfc3339("2026-11-21T12:00:00Z"); // a Saturday

inline const std::vector<rule_sink> two_sinks{
    {"log", "log", "log:", audience::events},
    {"hook", "webhook", "http://h/", audience::incidents}};

struct notification_throttle_fixture {
  rule_engine routing{{}, two_sinks};
  notification_throttle throttle{{}, two_sinks};
  std::vector<routed_alarm> out;
  engine_time now = noon;

  void use(std::string_view text) {
    const auto rules = config::parse_rules(text, "test");
    CAF_REQUIRE(rules.has_value());
    routing.replace(*rules);
    throttle.replace(rules->windows, now);
  }

  static alarm make(alarm_kind kind, alarm_state state, std::string id, std::string closes = {}) {
    alarm a;
    a.kind = kind;
    a.state = state;
    a.id = std::move(id);
    a.closes = std::move(closes);
    a.time = noon;
    a.container_id = "c1";
    a.container_name = "web";
    a.identity = "shop/web/1";
    a.image = "nginx:1";
    a.severity = default_severity(kind, state);
    return a;
  }

  void give(const alarm& a) {
    throttle.take({a, routing.evaluate(a, nullptr, audience::incidents), nullptr}, now, out);
  }

  /// A down of another identity, or its ending.
  void give_of(const std::string& identity, const std::string& id, const std::string& closes = {}) {
    auto a = closes.empty() ? make(alarm_kind::down, alarm_state::open, id)
                            : make(alarm_kind::up, alarm_state::closed, id, closes);
    a.identity = identity;
    give(a);
  }

  void down(const std::string& id) { give(make(alarm_kind::down, alarm_state::open, id)); }

  void up(const std::string& id, const std::string& closes) {
    give(make(alarm_kind::up, alarm_state::closed, id, closes));
  }

  void wait(std::chrono::seconds time) {
    now += time;
    throttle.expire(now, out);
  }

  /// A restart of the program: all that is left is what was saved.
  void restart() {
    rule_engine new_routing{routing.rules(), two_sinks};
    notification_throttle new_throttle{routing.rules().windows, two_sinks};
    for (const auto& state : routing.take_unsaved())
      if (!state.text.empty())
        CAF_CHECK(new_routing.restore(state).has_value());
    for (const auto& state : throttle.take_unsaved())
      if (!state.text.empty())
        CAF_CHECK(new_throttle.restore(state).has_value());
    routing = std::move(new_routing);
    throttle = std::move(new_throttle);
  }

  /// The ids that were sent since the last call; an ending with the id it ends.
  std::string sent_alarms() {
    std::string text;
    for (const auto& one : out) {
      text += text.empty() ? "" : " ";
      text += one.alarm.id;
      if (!one.alarm.closes.empty())
        text += ">" + one.alarm.closes;
    }
    out.clear();
    return text;
  }
};

inline constexpr auto cooling = "[[rule]]\nname = \"cool\"\ncooldown = \"10m\"\n";
inline constexpr auto flapping =
    "[[rule]]\nname = \"flap\"\nflapping = { changes = 3, within = \"10m\" }\n";
inline constexpr auto weekly = "[[maintenance]]\nname = \"night\"\ninclude = [\"name=web\"]\n"
                               "days = [\"sat\"]\nfrom = \"12:00\"\nto = \"13:00\"\n";

} // namespace docker_monitor::model::gate_test
