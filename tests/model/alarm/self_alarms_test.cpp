#define CAF_SUITE model.self_alarms
#include "model/alarm/alarm_builder.hpp"
#include "model/alarm/self_alarms.hpp"

#include <caf/test/unit_test.hpp>

#include <set>

namespace docker_monitor::model::self_alarms_test {

using namespace std::chrono_literals;

namespace {

const engine_time noon = *parse_rfc3339("2026-11-21T12:00:00Z");

struct fixture {
  self_alarms registry{"box"};
  std::vector<alarm> out;
  self_alarms::instant now{1000s};

  void begin(const std::string& source = "disk") {
    registry.begin(alarm_kind::degraded, source, noon - 5s, noon, "full", out);
  }
  void end(const std::string& source = "disk") {
    registry.end(alarm_kind::degraded, source, noon + 1min, out);
  }

  /// The program starts again with what was saved.
  void restart() {
    const auto states = registry.take_unsaved();
    registry = self_alarms{"box"};
    for (const auto& state : states)
      CAF_CHECK(registry.restore(state, now).has_value());
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(self_alarms_tests, fixture)

CAF_TEST(a failure is one alarm however often it begins) {
  begin();
  begin();
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].kind == alarm_kind::degraded);
  CAF_CHECK(out[0].state == alarm_state::open);
  CAF_CHECK(out[0].severity == severity::minor);
  CAF_CHECK(out[0].time == noon);
  CAF_CHECK_EQUAL(out[0].host, "box");
  CAF_CHECK_EQUAL(out[0].reason, "full");
  CAF_CHECK_EQUAL(out[0].id, alarm_id("disk", noon - 5s, alarm_kind::degraded, 1));
}

CAF_TEST(its end names it and comes once) {
  begin();
  end();
  end();
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].state == alarm_state::closed);
  CAF_CHECK(out[1].severity == severity::clear);
  CAF_CHECK(out[1].time == noon + 1min);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK_EQUAL(out[1].id, alarm_id(out[0].id, {}, alarm_kind::degraded, 0));
}

CAF_TEST(sources and kinds are apart) {
  begin();
  begin("net");
  registry.begin(alarm_kind::engine_unreachable, "disk", noon, noon, "gone", out);
  CAF_CHECK_EQUAL(out.size(), 3u);
  end("net");
  CAF_REQUIRE_EQUAL(out.size(), 4u);
  CAF_CHECK_EQUAL(out[3].closes, out[1].id);
}

CAF_TEST(all alarms of our own of a kind can end at once) {
  begin();
  for (const auto* source : {"unix:///a", "tcp://b"})
    registry.begin(alarm_kind::engine_unreachable, source, noon, noon, "gone", out);
  registry.end_all(alarm_kind::engine_unreachable, noon + 1min, out);
  CAF_REQUIRE_EQUAL(out.size(), 5u);
  const std::set<std::string> ended{out[3].closes, out[4].closes};
  const std::set<std::string> begun{out[1].id, out[2].id};
  CAF_CHECK(ended == begun);
  CAF_CHECK(registry.is_open(alarm_kind::degraded, "disk"));
  CAF_CHECK(!registry.is_open(alarm_kind::engine_unreachable, "tcp://b"));
}

CAF_TEST(an alarm of our own of this run never ends by itself) {
  begin();
  registry.expire(now + 1000h, noon, out);
  CAF_CHECK_EQUAL(out.size(), 1u);
}

CAF_TEST(an alarm of our own of an earlier run ends where it does not begin again in time) {
  begin();
  restart();
  registry.expire(now + 6min - 1s, noon + 6min, out);
  CAF_CHECK_EQUAL(out.size(), 1u);
  registry.expire(now + 6min, noon + 6min, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK(out[1].time == noon + 6min);
  const auto states = registry.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  CAF_CHECK(states[0].text.empty());
}

CAF_TEST(an alarm of our own of an earlier run that begins again stays without another alarm) {
  begin();
  begin("net");
  restart();
  begin();
  CAF_CHECK_EQUAL(out.size(), 2u);
  registry.expire(now + 1000h, noon, out);
  CAF_REQUIRE_EQUAL(out.size(), 3u);
  CAF_CHECK_EQUAL(out[2].closes, out[1].id);
  end();
  CAF_CHECK_EQUAL(out.size(), 4u);
}

CAF_TEST(what changed is saved once and everything again after a loss) {
  begin();
  const auto first = registry.take_unsaved();
  CAF_REQUIRE_EQUAL(first.size(), 1u);
  CAF_CHECK_EQUAL(first[0].area, "trouble");
  CAF_CHECK(registry.take_unsaved().empty());
  registry.forget_saved();
  const auto again = registry.take_unsaved();
  CAF_REQUIRE_EQUAL(again.size(), 1u);
  CAF_CHECK_EQUAL(again[0].text, first[0].text);
  end();
  CAF_REQUIRE_EQUAL(registry.take_unsaved().size(), 1u);
  CAF_CHECK(
      registry.restore({"trouble", "degraded disk", "{"}, now).error().code
      == failure_code::malformed);
}

CAF_TEST(an event about a nameless host names none) {
  const auto a = host_event(alarm_kind::event_gap, "", "unix://", noon);
  CAF_CHECK_EQUAL(a.host, "-");
  CAF_CHECK(a.state == alarm_state::event);
  CAF_CHECK(a.severity == severity::warning);
  CAF_CHECK(a.time == noon);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::self_alarms_test
