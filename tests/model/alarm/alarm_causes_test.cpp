#define CAF_SUITE model.alarm_causes
#include "tests/model/alarm/alarm_builder_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::alarm_causes_test {

using namespace test;

CAF_TEST_FIXTURE_SCOPE(alarm_causes_tests, alarm_builder_fixture)

CAF_TEST(a kill without a request waits for the word on memory) {
  take(make(alarm_kind::down, 20ms, 10ms, 137));
  CAF_CHECK_EQUAL(out.size(), 0u);
  auto facts = facts_of(container_status::exited, 10ms);
  facts.finished_at = at(20ms);
  facts.oom_killed = true;
  builder.learn(facts, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].cause == down_cause::oom);
}

CAF_TEST(a kill without a request that was no oom is a crash) {
  take(make(alarm_kind::down, 20ms, 10ms, 137));
  auto facts = facts_of(container_status::exited, 10ms);
  facts.finished_at = at(20ms);
  builder.learn(facts, out);
  builder.expire(now + alarm_builder::timeout, out);
  CAF_CHECK(out.empty()); // the oom event may come after the inspection
  builder.expire(now + alarm_builder::oom_timeout, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].cause == down_cause::crashed);
}

CAF_TEST(an oom kill is of the newest run and shortly before its end) {
  take(make(alarm_kind::down, 20ms, {}, 137));
  take(make(alarm_kind::up, 30ms, {}));
  take(make(alarm_kind::down, 40ms, {}, 137));
  take(make(alarm_kind::oom, 45ms, {}));
  builder.expire(now + alarm_builder::oom_timeout, out);
  CAF_REQUIRE_EQUAL(kinds(), "down up down oom");
  CAF_CHECK(out[0].cause == down_cause::crashed);
  CAF_CHECK(out[2].cause == down_cause::oom);
}

CAF_TEST(an oom kill of a run that just began is not of the end before) {
  take(make(alarm_kind::down, 20ms, {}, 137));
  take(make(alarm_kind::up, 30ms, {}));
  take(make(alarm_kind::oom, 45ms, {}));
  builder.expire(now + alarm_builder::oom_timeout, out);
  CAF_REQUIRE_EQUAL(kinds(), "down up oom");
  CAF_CHECK(out[0].cause == down_cause::crashed);
}

CAF_TEST(an oom kill long after an end is not of it) {
  take(make(alarm_kind::down, 20ms, 10ms, 137));
  take(make(alarm_kind::oom, 20ms + oom_to_death, 10ms));
  builder.expire(now + alarm_builder::oom_timeout, out);
  CAF_REQUIRE_EQUAL(kinds(), "down oom");
  CAF_CHECK(out[0].cause == down_cause::crashed);
}

CAF_TEST(causes follow the evidence) {
  auto t = make(alarm_kind::down, 20ms, 10ms, 137);
  CAF_CHECK(classify(t) == down_cause::crashed);
  t.oom_seen = true;
  CAF_CHECK(classify(t) == down_cause::oom);
  t.stop_requested = true;
  CAF_CHECK(classify(t) == down_cause::stopped);
  t.stop_requested = false;
  t.exit_code = 0;
  CAF_CHECK(classify(t) == down_cause::exited);
  t.exit_code.reset();
  CAF_CHECK(!classify(t));
  t.engine_gone = true;
  CAF_CHECK(classify(t) == down_cause::engine);
}

CAF_TEST(a death by a signal waits for the stop that may follow it) {
  auto down = make(alarm_kind::down, 20ms, 10ms, 1);
  down.stop_possible = true;
  take(down);
  CAF_CHECK(out.empty());
  builder.learn_stop("c2", out);
  builder.learn_stop("c1", out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].cause == down_cause::stopped);
  down.time = at(50ms);
  take(down);
  builder.expire(now + alarm_builder::timeout, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].cause == down_cause::crashed);
}

CAF_TEST(an oom that is reported after the death it caused is its cause) {
  take(make(alarm_kind::down, 20ms, 10ms, 137));
  builder.learn(*make(alarm_kind::down, 20ms, 10ms, 137).container, out);
  CAF_CHECK(out.empty());
  take(make(alarm_kind::oom, 25ms, 10ms));
  CAF_REQUIRE_EQUAL(kinds(), "down oom");
  CAF_CHECK(out[0].cause == down_cause::oom);
  CAF_CHECK(out[0].oom_killed);
}

CAF_TEST(an oom shortly before is named beside the cause) {
  auto down = make(alarm_kind::down, 20ms, 10ms, 1);
  down.oom_seen = true;
  take(down);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].cause == down_cause::crashed);
  CAF_CHECK(out[0].oom_killed);
}

CAF_TEST(an earlier oom of the run is the cause of an end by SIGKILL) {
  auto down = make(alarm_kind::down, 20ms, 10ms, 137);
  down.oom_in_run = true;
  take(down);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].cause == down_cause::oom);
  CAF_CHECK(out[0].oom_killed);
}

CAF_TEST(an earlier oom of the run is not named with a stop that is learned late) {
  auto down = make(alarm_kind::down, 20ms, 10ms, 137);
  down.oom_in_run = down.stop_possible = true;
  take(down);
  CAF_CHECK(out.empty());
  builder.learn_stop("c1", out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].cause == down_cause::stopped);
  CAF_CHECK(!out[0].oom_killed);
}

CAF_TEST(an inspection before the death says nothing about memory) {
  take(make(alarm_kind::down, 20ms, 10ms, 137));
  auto facts = facts_of(container_status::exited, 10ms); // without the time of its end
  builder.learn(facts, out);
  CAF_CHECK(out.empty());
  facts = facts_of(container_status::running, 10ms);
  facts.finished_at = at(5ms);
  builder.learn(facts, out);
  CAF_CHECK(out.empty());
  facts = facts_of(container_status::exited, 10ms);
  facts.finished_at = at(20ms);
  facts.oom_killed = true;
  builder.learn(facts, out);
  CAF_CHECK_EQUAL(out.size(), 1u);
}

CAF_TEST(a kill that is explained waits for nothing) {
  auto t = make(alarm_kind::down, 20ms, 10ms, 137);
  t.stop_requested = true;
  take(t);
  CAF_CHECK_EQUAL(out.size(), 1u);
  t.stop_requested = false;
  t.oom_seen = true;
  take(t);
  CAF_CHECK_EQUAL(out.size(), 2u);
  t.oom_seen = false;
  auto c = *t.container;
  c.oom_killed = true;
  t.container = std::make_shared<const container>(c);
  take(t);
  CAF_REQUIRE_EQUAL(out.size(), 3u);
  CAF_CHECK(out[2].cause == down_cause::oom);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::alarm_causes_test
