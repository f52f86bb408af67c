#define CAF_SUITE model.saved_throttle
#include "tests/model/alarm/notification_throttle_fixture.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <map>

namespace docker_monitor::model::saved_throttle_test {

using namespace gate_test;

CAF_TEST_FIXTURE_SCOPE(saved_throttle_tests, notification_throttle_fixture)

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
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a c");
  restart();
  CAF_CHECK(throttle.next_deadline() == noon + 9min);
  wait(1h);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  for (const auto& one : out)
    CAF_CHECK(one.decision.sinks == sink_numbers{1});
  std::ranges::sort(out, {}, [](const auto& one) { return one.alarm.id; });
  CAF_CHECK_EQUAL(out[1].alarm.reason, "r");
  CAF_CHECK_EQUAL(sent_alarms(), "d>c p");
  restart();
  give(make(alarm_kind::unpaused, alarm_state::closed, "q", "p"));
  CAF_CHECK_EQUAL(sent_alarms(), "q>p");
}

CAF_TEST(a saved state that is none is refused) {
  CAF_CHECK(!throttle.restore({notification_throttle::area, "k", "{"}).has_value());
  CAF_CHECK(!throttle.restore({notification_throttle::area, "k", "{\"cooldown\":1}"}).has_value());
  CAF_CHECK_EQUAL(throttle.size(), 0u);
}

CAF_TEST(a saved time of flapping beyond all times does not end) {
  use(flapping);
  down("a");
  up("b", "a");
  down("c");
  up("d", "c"); // held: it flaps
  auto states = throttle.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  const std::string ten_minutes = R"("within":600000)";
  const auto at = states[0].text.find(ten_minutes);
  CAF_REQUIRE_NOT_EQUAL(at, std::string::npos);
  states[0].text.replace(at, ten_minutes.size(), R"("within":35999996400000)");
  notification_throttle next{{}, two_sinks};
  CAF_REQUIRE(next.restore(states[0]).has_value());
  CAF_CHECK(next.next_deadline() == engine_time::max());
  std::vector<routed_alarm> sent;
  next.expire(now + 24h, sent);
  CAF_CHECK(sent.empty());
}

CAF_TEST(a saved state has every member) {
  use(std::string{weekly}
      + "[[rule]]\nname = \"r\"\ncooldown = \"10m\"\nsinks = [\"webhook\"]\n"
        "flapping = { changes = 3, within = \"20m\" }\n");
  now = noon - 1min;
  down("a");
  up("b", "a");
  wait(11min);
  throttle.replace({}, now);
  down("c");
  up("d", "c"); // the fourth change: held
  use(std::string{weekly}
      + "[[rule]]\nname = \"r\"\ncooldown = \"10m\"\nsinks = [\"webhook\"]\n"
        "flapping = { changes = 3, within = \"20m\" }\n");
  give(make(alarm_kind::paused, alarm_state::open, "p")); // held: maintenance
  const auto states = throttle.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 2u);
  CAF_CHECK(throttle.take_unsaved().empty());
  notification_throttle next{{}, two_sinks};
  for (const auto& state : states) {
    CAF_CHECK_EQUAL(state.area, "gate");
    CAF_REQUIRE(next.restore(state).has_value());
  }
  CAF_CHECK(next.take_unsaved().empty());
  CAF_CHECK(next.next_deadline() == throttle.next_deadline());
  next.forget_saved();
  std::map<std::string, std::string> again;
  for (const auto& state : next.take_unsaved())
    again[state.key] = state.text;
  std::string all;
  for (const auto& state : states) {
    CAF_CHECK_EQUAL(again[state.key], state.text);
    all += state.text;
  }
  for (const auto* member : {"opened", "told", "ending", "maintained", "cool"})
    CAF_CHECK(all.find(member) != std::string::npos);
}

CAF_TEST(a cooldown goes on after a restart) {
  use(cooling);
  down("a");
  up("b", "a");
  restart();
  wait(9min);
  down("c");
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a");
  restart();
  CAF_CHECK(throttle.next_deadline() == noon + 10min);
  wait(1min);
  CAF_CHECK_EQUAL(sent_alarms(), "c");
}

CAF_TEST(what flapped before a restart flaps behind it) {
  use(flapping);
  down("a");
  up("b", "a");
  down("c");
  restart();
  up("d", "c"); // the fourth change
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a c");
  restart();
  wait(10min);
  CAF_CHECK_EQUAL(sent_alarms(), "d>c");
}

CAF_TEST(an ending without what it ends is not taken back) {
  use(flapping);
  down("a");
  up("b", "a");
  down("c");
  up("d", "c");
  auto state = throttle.take_unsaved().at(0);
  const auto at = state.text.find("\"told\"");
  CAF_REQUIRE(at != std::string::npos);
  state.text.replace(at, 6, "\"_old\"");
  notification_throttle next{{}, two_sinks};
  CAF_REQUIRE(next.restore(state).has_value());
  CAF_CHECK(!next.next_deadline());
}

CAF_TEST(a state with an alarm that is none is refused) {
  use(weekly);
  down("a");
  const auto good = throttle.take_unsaved().at(0);
  for (const auto* member : {"\"alarm\"", "\"verdict\"", "\"cool\"", "kind", "eventTimestamp"}) {
    auto state = good;
    const auto at = state.text.find(member);
    CAF_REQUIRE(at != std::string::npos);
    state.text.insert(at + 1, "_");
    const auto refused = throttle.restore(state);
    CAF_REQUIRE(!refused.has_value());
    CAF_CHECK(refused.error().code == failure_code::malformed);
  }
}

CAF_TEST(a state is saved in one line) {
  use(cooling);
  auto a = make(alarm_kind::down, alarm_state::open, "a");
  a.image = "k\u00e4se";
  give(a);
  const auto text = throttle.take_unsaved().at(0).text;
  CAF_CHECK(
      text.starts_with("{\"cooldown\":600000,\"changes\":0,\"within\":0,\"flapping\":false,"));
  CAF_CHECK(text.ends_with(
      "\"told\":{\"id\":\"a\",\"name\":\"web\",\"image\":\"k\u00e4se\",\"host\":\"\","
      "\"standsFor\":\"a\"},\"held\":[]}"));
}

CAF_TEST(a state of an earlier version is found again) {
  for (const std::string rule : {"cool", "a|b"}) {
    now = noon;
    throttle = notification_throttle{{}, two_sinks};
    use("[[rule]]\nname = \"" + rule + "\"\ncooldown = \"10m\"\n");
    give_of("x|foo/b/1", "a");
    sent_alarms();
    auto state = throttle.take_unsaved().at(0);
    const auto at = state.text.find("\"subject\":");
    CAF_REQUIRE(at != std::string::npos);
    state.text.erase(at, state.text.find(']', at) + 2 - at);
    state.key = "x|foo/b/1|down|" + rule;
    notification_throttle next{{}, two_sinks};
    CAF_REQUIRE(next.restore(state).has_value());
    throttle = std::move(next);
    throttle.rename("x|foo/b/1", "y");
    const auto again = throttle.take_unsaved();
    CAF_CHECK(std::ranges::any_of(
        again, [&](const auto& one) { return one.key == state.key && one.text.empty(); }));
    CAF_CHECK(std::ranges::any_of(again, [&](const auto& one) {
      return one.key
                 == (rule == "cool" ? "y|down|cool"
                                    : "y|down|a\x1f"
                                      "b")
             && !one.text.empty();
    }));
  }
  CAF_CHECK(!throttle.restore({notification_throttle::area, "x|y", R"({"cooldown":1})"}));
}

CAF_TEST(two subjects never share a saved state) {
  std::vector<std::string> keys;
  for (const auto& [identity, rule] :
       {std::pair{"a", "b|down|c"}, std::pair{"a|down|b", "c"}, std::pair{"a|down|b|down", "c"}}) {
    use("[[rule]]\nname = \"" + std::string{rule} + "\"\ncooldown = \"10m\"\n");
    give_of(identity, identity);
  }
  for (const auto& state : throttle.take_unsaved())
    keys.push_back(state.key);
  std::ranges::sort(keys);
  CAF_CHECK_EQUAL(keys.size(), 3u);
  CAF_CHECK(std::ranges::adjacent_find(keys) == keys.end());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::saved_throttle_test
