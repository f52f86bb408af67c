#define CAF_SUITE model.notification_throttle
#include "tests/model/alarm/notification_throttle_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::notification_throttle_test {

using namespace gate_test;

CAF_TEST_FIXTURE_SCOPE(notification_throttle_tests, notification_throttle_fixture)

CAF_TEST(without rules everything passes and nothing is remembered) {
  down("a");
  up("b", "a");
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a");
  CAF_CHECK_EQUAL(throttle.size(), 0u);
  CAF_CHECK(!throttle.next_deadline());
}

CAF_TEST(what is muted is not reported) {
  use("[[rule]]\nname = \"quiet\"\nmute = true\n");
  down("a");
  use("");
  up("b", "a");
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(an opening in the cooldown is reported when it is over) {
  use(cooling);
  down("a");
  up("b", "a");
  wait(1min);
  down("c");
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a");
  CAF_CHECK(throttle.next_deadline() == noon + 10min);
  wait(8min);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  wait(1min);
  CAF_CHECK_EQUAL(sent_alarms(), "c");
  CAF_CHECK(!throttle.next_deadline());
  up("d", "c");
  CAF_CHECK_EQUAL(sent_alarms(), "d>c");
}

CAF_TEST(what opened and ended in the cooldown is not reported) {
  use(cooling);
  down("a");
  up("b", "a");
  down("c");
  up("d", "c");
  wait(20min);
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a");
  CAF_CHECK(!throttle.next_deadline());
}

CAF_TEST(the cooldown of one identity and kind is not that of another) {
  use(cooling);
  down("a");
  give(make(alarm_kind::paused, alarm_state::open, "p"));
  auto other = make(alarm_kind::down, alarm_state::open, "o");
  other.identity = "shop/web/2";
  give(other);
  CAF_CHECK_EQUAL(sent_alarms(), "a p o");
}

CAF_TEST(an event in the cooldown is not reported) {
  use(cooling);
  give(make(alarm_kind::oom, alarm_state::event, "a"));
  give(make(alarm_kind::oom, alarm_state::event, "b"));
  wait(10min);
  give(make(alarm_kind::oom, alarm_state::event, "c"));
  CAF_CHECK_EQUAL(sent_alarms(), "a c");
}

CAF_TEST(an alarm that shows more of itself passes the cooldown) {
  use(cooling);
  give(make(alarm_kind::restart_loop, alarm_state::open, "a"));
  give(make(alarm_kind::restart_loop, alarm_state::open, "a"));
  CAF_CHECK_EQUAL(sent_alarms(), "a a");
}

CAF_TEST(a graver loop passes the cooldown and the maintenance) {
  use(std::string{cooling} + weekly);
  now = noon - 1min;
  give(make(alarm_kind::restart_loop, alarm_state::open, "a"));
  give(make(alarm_kind::restart_loop, alarm_state::open, "b", "a"));
  now = noon;
  give(make(alarm_kind::restart_loop, alarm_state::open, "c", "b"));
  give(make(alarm_kind::restart_loop, alarm_state::closed, "d", "c"));
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a c>b d>c");
}

CAF_TEST(a loop takes the place of a crash that is held) {
  use(weekly);
  down("a");
  give(make(alarm_kind::restart_loop, alarm_state::open, "b", "a"));
  give(make(alarm_kind::restart_loop, alarm_state::open, "c", "b"));
  CAF_CHECK_EQUAL(sent_alarms(), "");
  wait(1h);
  CAF_CHECK_EQUAL(sent_alarms(), "c");
  use(weekly);
  now = noon;
  give(make(alarm_kind::restart_loop, alarm_state::closed, "d", "c"));
  CAF_CHECK_EQUAL(sent_alarms(), "d>c");
}

CAF_TEST(an ending shows the image of the alarm that was reported) {
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
  CAF_CHECK_EQUAL(out[0].alarm.image, "nginx:1");
  CAF_CHECK_EQUAL(out[0].alarm.current_image, "nginx:2");
}

CAF_TEST(what must last is reported when it has) {
  use("[[rule]]\nname = 'a'\nkinds = ['down']\nfor = '1m'\n");
  down("a");
  wait(59s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  up("b", "a");
  wait(1min);
  CAF_CHECK_EQUAL(sent_alarms(), ""); // neither the one nor its end
  auto late = make(alarm_kind::down, alarm_state::open, "c");
  late.time = now - 30s;
  give(late);
  restart();
  wait(29s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  wait(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "c");
  up("d", "c");
  CAF_CHECK_EQUAL(sent_alarms(), "d>c");
}

CAF_TEST(what opens in maintenance is reported behind it if it still is open) {
  use(weekly);
  down("a");
  up("b", "a");
  down("c");
  give(make(alarm_kind::oom, alarm_state::event, "o"));
  CAF_CHECK_EQUAL(sent_alarms(), "");
  CAF_CHECK(throttle.next_deadline() == noon + 1h);
  wait(1h);
  CAF_CHECK_EQUAL(sent_alarms(), "c");
  down("d");
  CAF_CHECK_EQUAL(sent_alarms(), "d");
}

CAF_TEST(what was reported before the maintenance ends in it) {
  use(weekly);
  now = noon - 1s;
  down("a");
  now = noon + 1s;
  up("b", "a");
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a");
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
  CAF_CHECK_EQUAL(sent_alarms(), "o e");
}

CAF_TEST(a window taken back lets go what it held) {
  use(weekly);
  down("a");
  use("");
  wait(0s);
  CAF_CHECK_EQUAL(sent_alarms(), "a");
}

CAF_TEST(subjects that are idle are forgotten) {
  use(cooling);
  for (int i = 0; i < 3000; ++i) {
    auto a = make(alarm_kind::oom, alarm_state::event, "a");
    a.identity = std::to_string(i);
    give(a);
    now += 1s;
  }
  CAF_CHECK(throttle.size() < 2100);
}

CAF_TEST(a cooldown ends at its very moment) {
  use(cooling);
  down("a");
  up("b", "a");
  now = noon + 10min;
  down("c");
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a c");
  up("d", "c");
  now += 10min - 1s;
  down("e");
  CAF_CHECK_EQUAL(sent_alarms(), "d>c");
}

CAF_TEST(of several held openings one passes and the next waits for its cooldown) {
  use(std::string{weekly} + cooling);
  down("a");
  down("b");
  wait(1h);
  CAF_CHECK_EQUAL(sent_alarms(), "a");
  CAF_CHECK(throttle.next_deadline() == noon + 1h + 10min);
  wait(10min);
  CAF_CHECK_EQUAL(sent_alarms(), "b");
}

CAF_TEST(the same opening twice is held once with its newest words) {
  use(weekly);
  down("a");
  auto again = make(alarm_kind::down, alarm_state::open, "a");
  again.reason = "newer";
  give(again);
  wait(1h);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].alarm.reason, "newer");
}

CAF_TEST(the throttle wakes for the first of many) {
  use(weekly);
  down("a");
  CAF_CHECK(throttle.next_deadline() == noon + 1h);
  use(std::string{weekly}
      + "[[maintenance]]\nname = \"db\"\ninclude = [\"name=db\"]\n"
        "days = [\"sat\"]\nfrom = \"12:00\"\nto = \"12:30\"\n");
  auto other = make(alarm_kind::down, alarm_state::open, "o");
  other.container_name = other.identity = "db";
  give(other);
  CAF_CHECK(throttle.next_deadline() == noon + 30min);
  wait(30min);
  CAF_CHECK_EQUAL(sent_alarms(), "o");
  CAF_CHECK(throttle.next_deadline() == noon + 1h);
}

CAF_TEST(a requested stop must last as the rule says) {
  use("[[rule]]\nname = \"lasting\"\nkinds = [\"down\", \"unhealthy\"]\nfor = \"1m\"\n");
  const auto stop = [this](const char* id) {
    auto a = make(alarm_kind::down, alarm_state::event, id);
    a.time = now;
    give(a);
  };
  stop("a");
  wait(59s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  restart();
  wait(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "a");
  stop("b");
  wait(30s);
  throttle.note_up("another", now);
  throttle.note_up("shop/web/1", now);
  wait(5min);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  CAF_CHECK(!throttle.next_deadline());
}

CAF_TEST(an opening that is held waits whether an up lasts) {
  use("[[rule]]\nname = \"lasting\"\nkinds = [\"down\"]\nfor = \"1m\"\n");
  down("a");
  wait(55s);
  throttle.note_up("shop/web/1", now);
  wait(10s);
  up("b", "a");
  wait(1min);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  now = noon;
  down("c");
  wait(55s);
  throttle.note_up("shop/web/1", now);
  wait(11s);
  CAF_CHECK_EQUAL(sent_alarms(), ""); // it went down again meanwhile
  wait(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "c");
}

CAF_TEST(a graver loop takes the place of the loop before) {
  use(cooling);
  down("a");
  auto loop = make(alarm_kind::restart_loop, alarm_state::open, "b", "a");
  loop.image = "nginx:2";
  out.clear();
  give(loop);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].alarm.closes, "a");
  auto same = make(alarm_kind::restart_loop, alarm_state::open, "c", "b");
  same.image = "nginx:2";
  out.clear();
  give(same);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].alarm.closes, "b");
}

CAF_TEST(a kind is ended by its own word and thresholds are apart by rule) {
  use(cooling);
  give(make(alarm_kind::unhealthy, alarm_state::open, "a"));
  give(make(alarm_kind::healthy, alarm_state::closed, "b", "a"));
  give(make(alarm_kind::unhealthy, alarm_state::open, "c"));
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a");
  auto t = make(alarm_kind::threshold, alarm_state::open, "t");
  t.rule = "one";
  give(t);
  t.rule = "two";
  t.id = "u";
  give(t);
  CAF_CHECK_EQUAL(sent_alarms(), "t u");
}

CAF_TEST(what is idle is forgotten at once where nothing waits) {
  use(flapping);
  give(make(alarm_kind::oom, alarm_state::event, "a"));
  CAF_CHECK_EQUAL(throttle.size(), 1u);
  use(weekly);
  down("a");
  up("b", "a");
  CAF_CHECK_EQUAL(throttle.size(), 1u);
  wait(2h);
  CAF_CHECK_EQUAL(throttle.size(), 1u);
}

CAF_TEST(a rename moves no identity that only begins like the former name) {
  use(cooling);
  const std::string other = "x|foo/b/1"; // a compose label may contain anything
  give_of(other, "a");
  give_of(other, "b", "a");
  give_of(other, "c"); // held
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a");
  throttle.rename("x", "y");
  give_of(other, "d", "c"); // nobody was told of c
  wait(10min);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a rename keeps what is held where the new name has a state too) {
  use(cooling);
  down("a");
  up("b", "a");
  give_of("web.1.b", "c");
  give_of("web.1.b", "d", "c");
  give_of("web.1.b", "e"); // held
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a c d>c");
  throttle.rename("web.1.b", "shop/web/1");
  CAF_CHECK(throttle.next_deadline() == noon + 10min);
  wait(10min);
  CAF_CHECK_EQUAL(sent_alarms(), "e");
  up("f", "e");
  CAF_CHECK_EQUAL(sent_alarms(), "f>e");
}

CAF_TEST(a rename keeps each alarm that was sent under both names) {
  for (const bool is_restarted : {false, true}) {
    throttle = notification_throttle{{}, two_sinks};
    now = noon;
    use(flapping);
    down("p");
    give_of("web.1.b", "a");
    give_of("web.1.b", "b", "a");
    give_of("web.1.b", "c");
    give_of("web.1.b", "d", "c"); // held: it flaps
    give_of("web.1.b", "e");      // in place of c
    CAF_CHECK_EQUAL(sent_alarms(), "p a b>a c");
    throttle.rename("web.1.b", "shop/web/1");
    if (is_restarted)
      restart();
    wait(10min);
    up("f", "e");
    up("q", "p");
    CAF_CHECK_EQUAL(sent_alarms(), "f>c q>p");
  }
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::notification_throttle_test
