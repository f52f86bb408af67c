#define CAF_SUITE model.stories_gate
#include "config/rule_file.hpp"
#include "model/alarm/stories_gate.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::stories_gate_test {

using namespace std::chrono_literals;

namespace {

const engine_time noon = *parse_rfc3339("2026-11-21T12:00:00Z"); // a Saturday

const std::vector<rule_sink> two_sinks{
    {"log", "log", "log:", audience::events}, {"hook", "webhook", "http://h/", audience::stories}};

struct fixture {
  rule_book book{{}, two_sinks};
  stories_gate gate{{}, two_sinks};
  std::vector<judged_alarm> out;
  engine_time now = noon;

  void use(std::string_view text) {
    const auto rules = config::parse_rules(text, "test");
    CAF_REQUIRE(rules.has_value());
    book.replace(*rules);
    gate.replace(rules->windows, now);
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
    gate.take({a, book.judge(a, nullptr, audience::stories), nullptr}, now, out);
  }

  void down(const std::string& id) { give(make(alarm_kind::down, alarm_state::open, id)); }

  void up(const std::string& id, const std::string& closes) {
    give(make(alarm_kind::up, alarm_state::closed, id, closes));
  }

  void wait(std::chrono::seconds time) {
    now += time;
    gate.expire(now, out);
  }

  /// A restart of the program: all that is left is what was saved.
  void restart() {
    rule_book new_book{book.rules(), two_sinks};
    stories_gate new_gate{book.rules().windows, two_sinks};
    for (const auto& state : book.take_unsaved())
      if (!state.text.empty())
        CAF_CHECK(new_book.restore(state).has_value());
    for (const auto& state : gate.take_unsaved())
      if (!state.text.empty())
        CAF_CHECK(new_gate.restore(state).has_value());
    book = std::move(new_book);
    gate = std::move(new_gate);
  }

  /// The ids that were told since the last call; an ending with the id it ends.
  std::string told() {
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

constexpr auto cooling = "[[rule]]\nname = \"cool\"\ncooldown = \"10m\"\n";
constexpr auto flapping =
    "[[rule]]\nname = \"flap\"\nflapping = { changes = 3, within = \"10m\" }\n";
constexpr auto weekly = "[[maintenance]]\nname = \"night\"\ninclude = [\"name=web\"]\n"
                        "days = [\"sat\"]\nfrom = \"12:00\"\nto = \"13:00\"\n";

} // namespace

CAF_TEST_FIXTURE_SCOPE(stories_gate_tests, fixture)

CAF_TEST(without rules everything passes and nothing is remembered) {
  down("a");
  up("b", "a");
  CAF_CHECK_EQUAL(told(), "a b>a");
  CAF_CHECK_EQUAL(gate.size(), 0u);
  CAF_CHECK(!gate.next_deadline());
}

CAF_TEST(what is muted is not told) {
  use("[[rule]]\nname = \"quiet\"\nmute = true\n");
  down("a");
  use("");
  up("b", "a");
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(an opening in the cooldown is told when it is over) {
  use(cooling);
  down("a");
  up("b", "a");
  wait(1min);
  down("c");
  CAF_CHECK_EQUAL(told(), "a b>a");
  CAF_CHECK(gate.next_deadline() == noon + 10min);
  wait(8min);
  CAF_CHECK_EQUAL(told(), "");
  wait(1min);
  CAF_CHECK_EQUAL(told(), "c");
  CAF_CHECK(!gate.next_deadline());
  up("d", "c");
  CAF_CHECK_EQUAL(told(), "d>c");
}

CAF_TEST(what opened and ended in the cooldown is not told) {
  use(cooling);
  down("a");
  up("b", "a");
  down("c");
  up("d", "c");
  wait(20min);
  CAF_CHECK_EQUAL(told(), "a b>a");
  CAF_CHECK(!gate.next_deadline());
}

CAF_TEST(the cooldown of one identity and kind is not that of another) {
  use(cooling);
  down("a");
  give(make(alarm_kind::paused, alarm_state::open, "p"));
  auto other = make(alarm_kind::down, alarm_state::open, "o");
  other.identity = "shop/web/2";
  give(other);
  CAF_CHECK_EQUAL(told(), "a p o");
}

CAF_TEST(an event in the cooldown is not told) {
  use(cooling);
  give(make(alarm_kind::oom, alarm_state::event, "a"));
  give(make(alarm_kind::oom, alarm_state::event, "b"));
  wait(10min);
  give(make(alarm_kind::oom, alarm_state::event, "c"));
  CAF_CHECK_EQUAL(told(), "a c");
}

CAF_TEST(an alarm that tells more of itself passes the cooldown) {
  use(cooling);
  give(make(alarm_kind::restart_loop, alarm_state::open, "a"));
  give(make(alarm_kind::restart_loop, alarm_state::open, "a"));
  CAF_CHECK_EQUAL(told(), "a a");
}

CAF_TEST(a graver loop passes the cooldown and the maintenance) {
  use(std::string{cooling} + weekly);
  now = noon - 1min;
  give(make(alarm_kind::restart_loop, alarm_state::open, "a"));
  give(make(alarm_kind::restart_loop, alarm_state::open, "b", "a"));
  now = noon;
  give(make(alarm_kind::restart_loop, alarm_state::open, "c", "b"));
  give(make(alarm_kind::restart_loop, alarm_state::closed, "d", "c"));
  CAF_CHECK_EQUAL(told(), "a b>a c>b d>c");
}

CAF_TEST(a loop takes the place of a crash that is held) {
  use(weekly);
  down("a");
  give(make(alarm_kind::restart_loop, alarm_state::open, "b", "a"));
  give(make(alarm_kind::restart_loop, alarm_state::open, "c", "b"));
  CAF_CHECK_EQUAL(told(), "");
  wait(1h);
  CAF_CHECK_EQUAL(told(), "c");
  use(weekly);
  now = noon;
  give(make(alarm_kind::restart_loop, alarm_state::closed, "d", "c"));
  CAF_CHECK_EQUAL(told(), "d>c");
}

CAF_TEST(what flaps is one alarm that ends when it is calm) {
  use(flapping);
  down("a");
  up("b", "a");
  down("c");
  up("d", "c"); // the fourth change
  wait(1min);
  down("e");
  up("f", "e");
  down("g");
  up("h", "g");
  CAF_CHECK_EQUAL(told(), "a b>a c");
  CAF_CHECK(gate.next_deadline() == noon + 11min);
  wait(10min - 1s);
  CAF_CHECK_EQUAL(told(), "");
  wait(1s);
  CAF_CHECK_EQUAL(told(), "h>c");
  wait(10min);
  down("i");
  up("j", "i");
  CAF_CHECK_EQUAL(told(), "i j>i");
}

CAF_TEST(what flaps and stays open ends when it ends) {
  use(flapping);
  down("a");
  up("b", "a");
  down("c");
  up("d", "c");
  down("e");
  CAF_CHECK_EQUAL(told(), "a b>a c");
  CAF_CHECK(!gate.next_deadline());
  wait(30min);
  up("f", "e");
  CAF_CHECK_EQUAL(told(), "f>c");
}

CAF_TEST(an ending tells the image of the alarm that was told) {
  use(flapping);
  down("a");
  up("b", "a");
  down("c");
  up("d", "c");
  auto newer = make(alarm_kind::down, alarm_state::open, "e");
  newer.image = "nginx:2";
  give(newer);
  wait(30min);
  auto ending = make(alarm_kind::up, alarm_state::closed, "f", "e");
  ending.image = "nginx:2";
  out.clear();
  give(ending);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].alarm.closes_image, "nginx:1");
}

CAF_TEST(slow changes are no flapping) {
  use(flapping);
  for (int i = 0; i < 5; ++i) {
    const auto n = std::to_string(i);
    down("a" + n);
    wait(5min);
    up("b" + n, "a" + n);
    wait(5min);
  }
  CAF_CHECK_EQUAL(told(), "a0 b0>a0 a1 b1>a1 a2 b2>a2 a3 b3>a3 a4 b4>a4");
}

CAF_TEST(what opens in maintenance is told behind it if it still is open) {
  use(weekly);
  down("a");
  up("b", "a");
  down("c");
  give(make(alarm_kind::oom, alarm_state::event, "o"));
  CAF_CHECK_EQUAL(told(), "");
  CAF_CHECK(gate.next_deadline() == noon + 1h);
  wait(1h);
  CAF_CHECK_EQUAL(told(), "c");
  down("d");
  CAF_CHECK_EQUAL(told(), "d");
}

CAF_TEST(what was told before the maintenance ends in it) {
  use(weekly);
  now = noon - 1s;
  down("a");
  now = noon + 1s;
  up("b", "a");
  CAF_CHECK_EQUAL(told(), "a b>a");
}

CAF_TEST(maintenance of some containers is not that of others) {
  use(weekly);
  auto other = make(alarm_kind::down, alarm_state::open, "o");
  other.container_name = "db";
  give(other);
  alarm engine;
  engine.kind = alarm_kind::engine_unreachable;
  engine.id = "e";
  engine.host = "h";
  give(engine);
  CAF_CHECK_EQUAL(told(), "o e");
}

CAF_TEST(a window taken back lets go what it held) {
  use(weekly);
  down("a");
  use("");
  wait(0s);
  CAF_CHECK_EQUAL(told(), "a");
}

CAF_TEST(a restart loses nothing that is held) {
  use(std::string{weekly} + flapping);
  now = noon - 1min;
  down("a");
  up("b", "a");
  down("c");
  up("d", "c"); // held: it flaps
  now = noon;
  auto paused = make(alarm_kind::paused, alarm_state::open, "p"); // held: maintenance
  paused.reason = "r";
  give(paused);
  CAF_CHECK_EQUAL(told(), "a b>a c");
  restart();
  CAF_CHECK(gate.next_deadline() == noon + 9min);
  wait(1h);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  for (const auto& one : out)
    CAF_CHECK(one.verdict.sinks == sink_numbers{1});
  std::ranges::sort(out, {}, [](const auto& one) { return one.alarm.id; });
  CAF_CHECK_EQUAL(out[1].alarm.reason, "r");
  CAF_CHECK_EQUAL(told(), "d>c p");
  restart();
  give(make(alarm_kind::unpaused, alarm_state::closed, "q", "p"));
  CAF_CHECK_EQUAL(told(), "q>p");
}

CAF_TEST(a saved state that is none is refused) {
  CAF_CHECK(!gate.restore({stories_gate::area, "k", "{"}).has_value());
  CAF_CHECK(!gate.restore({stories_gate::area, "k", "{\"cooldown\":1}"}).has_value());
  CAF_CHECK_EQUAL(gate.size(), 0u);
}

CAF_TEST(subjects that are idle are forgotten) {
  use(cooling);
  for (int i = 0; i < 3000; ++i) {
    auto a = make(alarm_kind::oom, alarm_state::event, "a");
    a.identity = std::to_string(i);
    give(a);
    now += 1s;
  }
  CAF_CHECK(gate.size() < 2100);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::stories_gate_test
