#define CAF_SUITE model.saved_incidents
#include "tests/model/alarm/incident_correlator_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::saved_incidents_test {

using namespace test;

CAF_TEST_FIXTURE_SCOPE(saved_incidents_tests, incident_correlator_fixture)

CAF_TEST(an ending has the same id before and after a restart of ours) {
  auto crash = make(alarm_kind::down, down_cause::crashed);
  crash.time += 123'456ns; // an alarm that was saved knows milliseconds only
  take(crash);
  sent_alarms();
  const auto ending_of = [this](incident_correlator& of) {
    out.clear();
    of.forget("c1", engine_time{}, now, out);
    of.expire(now + 60s, out);
    CAF_REQUIRE_EQUAL(out.size(), 1u);
    return out[0].id;
  };
  auto before = builder;
  const auto id = ending_of(before);
  restart();
  CAF_CHECK_EQUAL(ending_of(builder), id);
}

CAF_TEST(a restart of ours loses nothing that waits or is open) {
  take(make(alarm_kind::down, down_cause::stopped));
  restart();
  pass(10s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/event");
  take(make(alarm_kind::down, down_cause::crashed));
  restart();
  take(make(alarm_kind::up));
  restart();
  pass(10s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open up/closed>id2");
  restart();
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a restart of ours keeps the second try that ended well) {
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  take(make(alarm_kind::down, down_cause::exited));
  restart();
  pass(10s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open up/closed>id1 down/event");
}

CAF_TEST(a restart of ours keeps a pause and an oom that wait) {
  take(make(alarm_kind::paused));
  take(make(alarm_kind::oom));
  restart();
  pass(9s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  pass(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "oom/open paused/open");
  take(make(alarm_kind::unhealthy));
  sent_alarms();
  restart();
  take(make(alarm_kind::unpaused));
  take(make(alarm_kind::healthy));
  CAF_CHECK_EQUAL(sent_alarms(), "unpaused/closed>id1 healthy/closed>id3");
}

CAF_TEST(a restart of ours keeps a loop and what it ends with) {
  take(make(alarm_kind::restart_loop));
  take(make(alarm_kind::down, down_cause::crashed));
  sent_alarms();
  restart();
  pass(300s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  auto over = make(alarm_kind::restart_loop);
  over.state = alarm_state::closed;
  take(over);
  pass(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "restart-loop/closed down/open");
}

CAF_TEST(after a restart of ours what died with the engine waits longer) {
  take(make(alarm_kind::down, down_cause::engine));
  restart();
  pass(29s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  pass(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
}

CAF_TEST(after a restart of ours a removal ends what was open) {
  take(make(alarm_kind::unhealthy, {}, "c1"));
  take(make(alarm_kind::paused, {}, "c1"));
  pass(10s);
  take(make(alarm_kind::down, down_cause::crashed, "c1"));
  sent_alarms();
  restart();
  builder.forget("c1", engine_time{7s}, now, out);
  CAF_CHECK_EQUAL(sent_alarms(), "unhealthy/closed>id1");
  pass(10s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/closed>id3");
}

CAF_TEST(a saved state has every member and goes when the incident is over) {
  take(make(alarm_kind::unhealthy));
  take(make(alarm_kind::paused));
  pass(10s);
  take(make(alarm_kind::oom));
  take(make(alarm_kind::paused));
  auto states = builder.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  CAF_CHECK(builder.take_unsaved().empty());
  for (const auto* member : {"openHealth", "openPause", "heldOom", "heldPause"})
    CAF_CHECK(states[0].text.find(member) != std::string::npos);
  incident_correlator next;
  CAF_REQUIRE(next.restore(states[0], now));
  CAF_CHECK(next.take_unsaved().empty());
  next.forget_saved();
  const auto again = next.take_unsaved();
  CAF_REQUIRE_EQUAL(again.size(), 1u);
  CAF_CHECK_EQUAL(again[0].text, states[0].text);
  for (const auto* text : {"", "[]", "{}", R"({"looping":1})", R"({"looping":true,"heldUp":5})"}) {
    const auto refused = next.restore({incident_correlator::area, "x", text}, now);
    CAF_REQUIRE(!refused);
    CAF_CHECK(refused.error().code == failure_code::malformed);
  }
  builder = {};
  take(make(alarm_kind::unhealthy));
  take(make(alarm_kind::healthy));
  states = builder.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  CAF_CHECK(states[0].text.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::saved_incidents_test
