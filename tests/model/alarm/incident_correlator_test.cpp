#define CAF_SUITE model.incident_correlator
#include "tests/model/alarm/incident_correlator_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::incident_correlator_test {

using namespace test;

CAF_TEST_FIXTURE_SCOPE(incident_correlator_tests, incident_correlator_fixture)

CAF_TEST(a crash is reported at once and ended when the container stays up) {
  take(make(alarm_kind::down, down_cause::crashed));
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
  take(make(alarm_kind::up));
  pass(9s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  pass(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "up/closed>id1");
}

CAF_TEST(a restart that was asked for is nothing) {
  take(make(alarm_kind::down, down_cause::stopped));
  pass(3s);
  take(make(alarm_kind::up));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a redeploy that replaces the container is nothing) {
  take(make(alarm_kind::down, down_cause::stopped, "old"));
  builder.forget("old", {}, now, out);
  take(make(alarm_kind::up, {}, "new"));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a planned stop is one notice that nothing has to end) {
  take(make(alarm_kind::down, down_cause::stopped));
  pass(10s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].severity == severity::warning);
  CAF_CHECK_EQUAL(sent_alarms(), "down/event");
  take(make(alarm_kind::up));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a job that ends well and is cleared away is nothing) {
  take(make(alarm_kind::down, down_cause::exited));
  builder.forget("c1", {}, now, out);
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a crashed container that is removed ends what it opened) {
  take(make(alarm_kind::down, down_cause::crashed));
  builder.forget("c1", {}, now, out);
  pass(10s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open down/closed>id1");
}

CAF_TEST(the successor of a crashed container ends what that opened) {
  take(make(alarm_kind::down, down_cause::crashed, "old"));
  builder.forget("old", {}, now, out);
  take(make(alarm_kind::up, {}, "new"));
  pass(10s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open up/closed>id1");
}

CAF_TEST(what died with the engine waits until the engine was back for a while) {
  take(make(alarm_kind::down, down_cause::engine));
  alarm gone = make(alarm_kind::engine_unreachable);
  gone.container_id.clear();
  take(gone);
  pass(300s);
  CAF_CHECK_EQUAL(sent_alarms(), "engine-unreachable/open");
  gone.state = alarm_state::closed;
  take(gone);
  pass(29s);
  CAF_CHECK_EQUAL(sent_alarms(), "engine-unreachable/closed");
  pass(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
}

CAF_TEST(what an engine stops before it ends waits until it is back) {
  take(make(alarm_kind::down, down_cause::stopped, "c1"));
  pass(2s);
  builder.engine_left({});
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  builder.engine_back(now);
  pass(20s);
  take(make(alarm_kind::up));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  take(make(alarm_kind::down, down_cause::stopped));
  builder.engine_left({});
  builder.engine_back(now);
  pass(29s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  pass(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/event");
}

CAF_TEST(a short pause is nothing and a long one ends with its own words) {
  take(make(alarm_kind::paused));
  pass(5s);
  take(make(alarm_kind::unpaused));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  take(make(alarm_kind::paused));
  pass(10s);
  take(make(alarm_kind::unpaused));
  CAF_CHECK_EQUAL(sent_alarms(), "paused/open unpaused/closed>id3");
}

CAF_TEST(a pause ends with the container) {
  take(make(alarm_kind::paused));
  pass(10s);
  take(make(alarm_kind::down, down_cause::crashed));
  CAF_CHECK_EQUAL(sent_alarms(), "paused/open paused/closed>id1 down/open");
}

CAF_TEST(health is reported as it is) {
  take(make(alarm_kind::unhealthy));
  take(make(alarm_kind::healthy));
  CAF_CHECK_EQUAL(sent_alarms(), "unhealthy/open healthy/closed>id1");
}

CAF_TEST(a removal ends what is open about that container only) {
  take(make(alarm_kind::unhealthy, {}, "new"));
  take(make(alarm_kind::up, {}, "old"));
  sent_alarms();
  builder.forget("old", engine_time{7s}, now, out);
  builder.forget("unknown", engine_time{7s}, now, out);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  builder.forget("new", engine_time{7s}, now, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].time == engine_time{7s});
  CAF_CHECK(out[0].severity == severity::clear);
  CAF_CHECK_EQUAL(sent_alarms(), "unhealthy/closed>id1");
}

CAF_TEST(a container that was stopped and removed is one notice) {
  take(make(alarm_kind::down, down_cause::stopped));
  builder.forget("c1", {}, now, out);
  pass(10s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/event");
}

CAF_TEST(an end names the image of the alarm it ends where that differs) {
  auto down = make(alarm_kind::down, down_cause::crashed, "old");
  take(down);
  auto up = make(alarm_kind::up, {}, "new");
  up.image = "nginx:2";
  take(up);
  sent_alarms();
  pass(10s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].image, "nginx");
  CAF_CHECK_EQUAL(out[0].current_image, "nginx:2");
  CAF_CHECK(out[0].severity == severity::clear);
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  sent_alarms();
  pass(10s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].current_image, "");
}

CAF_TEST(a down that ends a pause is an incident that ends nothing) {
  const auto pause = make(alarm_kind::paused);
  take(pause);
  pass(10s);
  auto down = make(alarm_kind::down, down_cause::crashed);
  down.closes = pause.id;
  take(down);
  CAF_CHECK_EQUAL(sent_alarms(), "paused/open paused/closed>id1 down/open");
}

CAF_TEST(what a stopping engine takes down has the engine as its cause) {
  take(make(alarm_kind::down, down_cause::stopped));
  const auto amended = builder.engine_left({"c1", "c2"});
  CAF_REQUIRE_EQUAL(amended.size(), 1u);
  CAF_CHECK(amended[0].cause == down_cause::engine);
  pass(60s);
  builder.engine_back(now);
  pass(30s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].cause == down_cause::engine);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
}

CAF_TEST(a stop before that keeps its cause when the engine stops) {
  take(make(alarm_kind::down, down_cause::stopped));
  CAF_CHECK(builder.engine_left({"c2"}).empty());
  builder.engine_back(now);
  pass(30s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/event");
}

CAF_TEST(the requested stop of a task whose successor runs is no incident) {
  auto own = make(alarm_kind::down, down_cause::crashed, "c2");
  own.identity = "web.1.b";
  take(own);
  take(make(alarm_kind::down, down_cause::stopped, "c1"));
  sent_alarms();
  container c;
  c.id = "c2";
  c.identity = "shop/web/1";
  builder.succeed({"c1", "web.1.b", std::make_shared<const container>(c), {}}, now, out);
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  auto up = make(alarm_kind::up, {}, "c2");
  take(up);
  pass(10s);
  CAF_CHECK_EQUAL(sent_alarms(), "up/closed>" + own.id);
}

CAF_TEST(a successor ends what its predecessor left open) {
  auto crash = make(alarm_kind::down, down_cause::crashed, "c1");
  take(crash);
  auto sick = make(alarm_kind::unhealthy, {}, "c1");
  take(sick);
  sent_alarms();
  container c;
  c.id = "c2";
  c.identity = "shop/web/1";
  builder.succeed({"c1", "web.1.b", std::make_shared<const container>(c), {}}, now, out);
  CAF_CHECK_EQUAL(sent_alarms(), "unhealthy/closed>" + sick.id);
  builder.forget("c1", {}, now, out);
  pass(10s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/closed>" + crash.id);
}

CAF_TEST(a stop after a crash is no incident and a second crash neither) {
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  take(make(alarm_kind::down, down_cause::stopped));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
  take(make(alarm_kind::down, down_cause::crashed));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a second try that ends well soon ends the incident of the first) {
  take(make(alarm_kind::down, down_cause::crashed)); // exit code 3, `--restart on-failure`
  take(make(alarm_kind::up));
  pass(2s);
  take(make(alarm_kind::down, down_cause::exited));
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
  pass(7s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  pass(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "up/closed>id1");
  pass(2s); // the end is reported like that of a try that takes longer
  CAF_CHECK_EQUAL(sent_alarms(), "down/event");
  pass(300s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(the end of an incident comes before the end of the try that succeeded) {
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  take(make(alarm_kind::down, down_cause::exited)); // all of them found by one comparison
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open up/closed>id1 down/event");
}

CAF_TEST(a second try that fails after one that ended well keeps the incident open) {
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  pass(2s);
  take(make(alarm_kind::down, down_cause::exited));
  take(make(alarm_kind::up));
  take(make(alarm_kind::down, down_cause::crashed));
  pass(300s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
}

CAF_TEST(the removal of a job whose second try ended well ends its incident once) {
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  take(make(alarm_kind::down, down_cause::exited));
  builder.forget("c1", {}, now, out);
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open up/closed>id1");
}

CAF_TEST(a crash takes the place of a stop that waits) {
  take(make(alarm_kind::down, down_cause::exited));
  take(make(alarm_kind::down, down_cause::crashed));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
}

CAF_TEST(thresholds pass and health without an opening does not ) {
  take(make(alarm_kind::threshold));
  take(make(alarm_kind::healthy));
  CAF_CHECK_EQUAL(sent_alarms(), "threshold/open");
  CAF_CHECK(builder.take_unsaved().size() == 1);
}

CAF_TEST(an alarm without an identity is of the name) {
  auto down = make(alarm_kind::down, down_cause::crashed);
  down.identity.clear();
  take(down);
  const auto states = builder.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  CAF_CHECK_EQUAL(states[0].key, "web");
}

CAF_TEST(an engine that comes back without having left changes nothing) {
  take(make(alarm_kind::down, down_cause::stopped));
  pass(5s);
  builder.engine_back(now);
  pass(5s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/event");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::incident_correlator_test
