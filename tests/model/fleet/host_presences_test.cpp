#define CAF_SUITE model.host_presences
#include "model/fleet/host_presences.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::host_presences_test {

using namespace std::chrono_literals;

namespace {

using condition = host_presence::condition;
using std::chrono::milliseconds;

struct fixture {
  host_presences::moment now{
      *parse_rfc3339("2026-11-22T10:00:00Z"), host_presences::moment{}.steady + 1h};
  host_presences presences{now};
  std::vector<alarm> out;

  void enter(const std::string& name = "a", bool revoked = false) {
    presences.enter(name, revoked, now, out);
  }

  bool
  hear(const std::string& instance = "1", const std::string& name = "a", milliseconds skew = {}) {
    return presences.heard(name, {instance, "machine-" + instance, now.wall + skew}, now, out);
  }

  /// Time passes; each half second the host is heard, whose clock is off.
  void pass_off(milliseconds time, milliseconds skew) {
    for (; time > 0ms; time -= 500ms) {
      now.wall += 500ms;
      now.steady += 500ms;
      hear("1", "a", skew);
      presences.tick(now, out);
    }
  }

  /// Time passes; each half second `hosts` are heard.
  void pass(milliseconds time, const std::vector<std::string>& instances = {}) {
    for (; time > 0ms; time -= 500ms) {
      now.wall += 500ms;
      now.steady += 500ms;
      for (const auto& instance : instances)
        hear(instance);
      presences.tick(now, out);
    }
  }

  /// The hub starts again with what it saved.
  void restart() {
    const auto states = presences.take_unsaved();
    presences = host_presences{now};
    for (const auto& state : states)
      if (!state.text.empty())
        CAF_CHECK(presences.restore(state, now).has_value());
  }

  condition is(const std::string& name = "a") { return presences.hosts().at(name).is; }

  using milliseconds = std::chrono::milliseconds;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(host_presences_tests, fixture)

CAF_TEST(a host that was never heard is not lost) {
  enter();
  pass(60s);
  CAF_CHECK(is() == condition::invited);
  CAF_CHECK(out.empty());
}

CAF_TEST(a silent host is lost within five seconds and comes back) {
  enter();
  hear();
  pass(10s, {"1"});
  CAF_CHECK(out.empty());
  const auto silent = now.wall;
  while (out.empty())
    pass(500ms);
  CAF_CHECK(now.wall - silent <= 5s);
  CAF_CHECK(is() == condition::lost);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].kind == alarm_kind::host_lost);
  CAF_CHECK(out[0].state == alarm_state::open);
  CAF_CHECK_EQUAL(out[0].host, "a");
  pass(60s);
  CAF_CHECK_EQUAL(out.size(), 1u);
  hear();
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK(is() == condition::present);
}

CAF_TEST(a thousand losses are a thousand alarms with an id each) {
  enter();
  std::vector<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    hear();
    pass(6s);
  }
  for (const auto& alarm : out)
    if (alarm.state == alarm_state::open)
      ids.push_back(alarm.id);
  CAF_CHECK_EQUAL(ids.size(), 1000u);
  std::sort(ids.begin(), ids.end());
  CAF_CHECK(std::unique(ids.begin(), ids.end()) == ids.end());
}

CAF_TEST(a program that starts again at once is no loss) {
  enter();
  hear("1");
  pass(5s, {"1"});
  pass(2s);
  pass(20s, {"2"});
  CAF_CHECK(out.empty());
  CAF_CHECK(hear("2"));
  CAF_CHECK_EQUAL(presences.hosts().at("a").machine, "machine-2");
}

CAF_TEST(one credential used twice is reported and the first stays) {
  enter();
  hear("1");
  pass(5s, {"1"});
  const auto begin = now.wall;
  while (out.empty() && now.wall - begin < 10s)
    pass(500ms, {"1", "2"});
  CAF_CHECK(now.wall - begin <= 5s);
  pass(20s, {"1", "2"});
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].kind == alarm_kind::duplicate_host);
  CAF_CHECK(out[0].reason.find("machine-1") != std::string::npos);
  CAF_CHECK(out[0].reason.find("machine-2") != std::string::npos);
  CAF_CHECK(hear("1"));
  CAF_CHECK(!hear("2"));
  CAF_CHECK(presences.hosts().at("a").duplicated);
  pass(40s, {"1"});
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK(!presences.hosts().at("a").duplicated);
}

CAF_TEST(the second takes over when the first is gone) {
  enter();
  pass(5s, {"1", "2"});
  pass(60s, {"2"});
  CAF_CHECK(hear("2"));
  CAF_CHECK(is() == condition::present);
  CAF_CHECK_EQUAL(out.size(), 2u);
}

CAF_TEST(restarts one after the other are no duplicate) {
  enter();
  pass(5s, {"1"});
  pass(2s, {"2"});
  pass(2s, {"3"});
  pass(10s, {"4"});
  CAF_CHECK(hear("4"));
  CAF_CHECK(out.empty());
  CAF_CHECK(!presences.hosts().at("a").duplicated);
}

CAF_TEST(the clock of a host decides nothing) {
  enter();
  pass(5s, {"1"});
  pass_off(2500ms, 3600s);
  CAF_CHECK(out.empty());
  pass_off(1s, 3600s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].kind == alarm_kind::degraded);
  CAF_CHECK(presences.hosts().at("a").skew == 3600s);
  CAF_CHECK(is() == condition::present);
  pass_off(10s, -3600s);
  CAF_CHECK_EQUAL(out.size(), 1u);
  hear("1", "a", 4500ms);
  CAF_CHECK_EQUAL(out.size(), 1u);
  hear("1", "a", 10ms);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
}

CAF_TEST(late messages after the hub was stopped are no wrong clock) {
  enter();
  pass(5s, {"1"});
  now.wall += 60s;
  now.steady += 60s;
  for (auto late = 60s; late > 0s; --late)
    hear("1", "a", -late);
  pass(5s, {"1"});
  CAF_CHECK(out.empty());
  CAF_CHECK(presences.hosts().at("a").skew == 0s);
  pass_off(2s, 3600s);
  pass(1s, {"1"});
  pass_off(2s, 3600s);
  CAF_CHECK(out.empty());
}

CAF_TEST(a hub that was stopped for a minute loses nobody) {
  enter();
  pass(5s, {"1"});
  now.wall += 60s;
  now.steady += 60s;
  presences.tick(now, out);
  pass(10s);
  CAF_CHECK(out.empty());
  pass(10s);
  CAF_CHECK_EQUAL(out.size(), 1u);
}

CAF_TEST(nobody is lost while the hub itself is not connected) {
  enter();
  pass(5s, {"1"});
  presences.set_connected(false, now);
  pass(300s);
  CAF_CHECK(out.empty());
  presences.set_connected(true, now);
  pass(14s);
  CAF_CHECK(out.empty());
  pass(3s);
  CAF_CHECK_EQUAL(out.size(), 1u);
}

CAF_TEST(a hub that starts again gives its hosts time to come back) {
  enter();
  enter("b");
  hear("1", "a");
  hear("1", "b");
  restart();
  enter();
  enter("b");
  pass(14s);
  CAF_CHECK(out.empty());
  hear("2", "a");
  pass(3s, {"2"});
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].host, "b");
}

CAF_TEST(a loss is reported once over a restart of the hub) {
  enter();
  hear();
  pass(10s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  restart();
  enter();
  CAF_CHECK(is() == condition::lost);
  CAF_CHECK(presences.hosts().at("a").last_heard.has_value());
  pass(600s);
  CAF_CHECK_EQUAL(out.size(), 1u);
  hear();
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
}

CAF_TEST(a revoked host is ignored and no loss) {
  enter();
  hear();
  pass(10s);
  enter("a", true);
  CAF_CHECK_EQUAL(out.size(), 2u); // its loss ends
  CAF_CHECK(is() == condition::revoked);
  CAF_CHECK(!hear());
  pass(20s);
  CAF_CHECK_EQUAL(out.size(), 2u);
  enter("a", false);
  CAF_CHECK(is() == condition::invited);
  CAF_CHECK(hear());
}

CAF_TEST(a host whose messages are refused is named until a minute has none) {
  enter();
  hear();
  for (int i = 0; i < 1000; ++i)
    presences.refused("a", "it is no JSON object", now, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].kind == alarm_kind::degraded);
  CAF_CHECK(out[0].state == alarm_state::open);
  CAF_CHECK_EQUAL(out[0].host, "a");
  CAF_CHECK_EQUAL(out[0].reason, "a sends what is refused: it is no JSON object");
  pass(40s, {"1"});
  presences.refused("a", "another", now, out);
  pass(60s, {"1"});
  CAF_CHECK_EQUAL(out.size(), 1u);
  pass(1s, {"1"});
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
}

CAF_TEST(messages that are refused and a wrong clock are two alarms) {
  enter();
  presences.refused("a", "odd", now, out);
  pass_off(5s, 9s);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_NOT_EQUAL(out[0].id, out[1].id);
  restart();
  enter();
  presences.refused("a", "odd", now, out);
  CAF_CHECK_EQUAL(out.size(), 2u);
  enter("a", true);
  CAF_CHECK_EQUAL(out.size(), 4u);
  presences.refused("a", "odd", now, out);
  presences.refused("nobody", "odd", now, out);
  CAF_CHECK_EQUAL(out.size(), 4u);
}

CAF_TEST(a host that is removed leaves nothing open) {
  enter();
  hear();
  pass(10s);
  presences.remove("a", now, out);
  CAF_CHECK_EQUAL(out.size(), 2u);
  CAF_CHECK(presences.hosts().empty());
  CAF_CHECK(!hear());
  for (const auto& state : presences.take_unsaved())
    CAF_CHECK(state.text.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::host_presences_test
