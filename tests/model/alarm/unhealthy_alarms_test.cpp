#define CAF_SUITE model.unhealthy_alarms
#include "tests/model/alarm/alarm_builder_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::unhealthy_alarms_test {

using namespace test;

CAF_TEST_FIXTURE_SCOPE(unhealthy_alarms_tests, alarm_builder_fixture)

CAF_TEST(an unhealthy container that stays down ends as healthy) {
  take(make(alarm_kind::unhealthy, 20ms, 10ms));
  take(make(alarm_kind::down, 30ms, 10ms, 1));
  CAF_REQUIRE(builder.next_deadline());
  builder.expire(now + 10s, out);
  CAF_CHECK_EQUAL(kinds(), "unhealthy down");
  builder.expire(now + 11s, out);
  CAF_REQUIRE_EQUAL(kinds(), "unhealthy down healthy");
  CAF_CHECK_EQUAL(out[2].closes, out[0].id);
  CAF_CHECK(out[2].state == alarm_state::closed);
  CAF_CHECK(out[2].time == at(10'030ms));
  CAF_CHECK(!builder.next_deadline());
  builder.expire(now + 1h, out);
  CAF_CHECK_EQUAL(out.size(), 3u);
}

CAF_TEST(an unhealthy container that is restarted stays unhealthy) {
  take(make(alarm_kind::unhealthy, 20ms, 10ms));
  take(make(alarm_kind::down, 30ms, 10ms, 1));
  take(make(alarm_kind::up, 9'000ms, 9'000ms));
  builder.expire(now + 1h, out);
  CAF_CHECK_EQUAL(kinds(), "unhealthy down up");
  take(make(alarm_kind::healthy, 9'900ms, 9'000ms));
  CAF_CHECK_EQUAL(out.at(3).closes, out[0].id);
}

CAF_TEST(a start long after the end finds the unhealthy one ended) {
  take(make(alarm_kind::unhealthy, 20ms, 10ms));
  take(make(alarm_kind::down, 30ms, 10ms, 1));
  take(make(alarm_kind::up, 20'000ms, 20'000ms));
  CAF_REQUIRE_EQUAL(kinds(), "unhealthy down healthy up");
  CAF_CHECK_EQUAL(out[2].closes, out[0].id);
}

CAF_TEST(an unhealthy waits for what its check wrote where that is wanted) {
  builder = alarm_builder{true};
  take(make(alarm_kind::unhealthy, 20ms, 10ms));
  CAF_CHECK(out.empty());
  auto facts = facts_of(container_status::running, 10ms);
  facts.health = "unhealthy";
  facts.health_output = "no route to db";
  builder.learn(facts, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].probe_output, "no route to db");
  builder = alarm_builder{};
  take(make(alarm_kind::unhealthy, 40ms, 10ms));
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].probe_output.empty());
}

CAF_TEST(the down of an unhealthy container says what its last check wrote) {
  builder = alarm_builder{true};
  auto sick = make(alarm_kind::unhealthy, 20ms, 10ms);
  sick.probe_output = "no route to db";
  take(sick);
  take(make(alarm_kind::down, 40ms, 10ms, 3));
  builder.learn_logs("c1", {"bye"}, out);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  auto facts = facts_of(container_status::exited, 10ms);
  facts.health_output = "no route to host";
  builder.learn(facts, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].kind == alarm_kind::down);
  CAF_CHECK_EQUAL(out[1].probe_output, "no route to host");
  CAF_CHECK_EQUAL(out[1].log_lines.size(), 1u);
  take(make(alarm_kind::down, 60ms, 50ms, 3)); // the next run is up before the inspection
  builder.learn_logs("c1", {"bye"}, out);
  builder.learn(facts_of(container_status::running, 70ms), out);
  CAF_CHECK_EQUAL(out.size(), 2u);
  builder.expire(now + alarm_builder::timeout, out);
  CAF_REQUIRE_EQUAL(out.size(), 3u);
  CAF_CHECK(out[2].probe_output.empty());
}

CAF_TEST(a down has no output of a check where no receiver wants log lines) {
  take(make(alarm_kind::unhealthy, 20ms, 10ms));
  auto down = make(alarm_kind::down, 40ms, 10ms, 3);
  down.probe_output = "no route to db";
  take(down);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[1].probe_output.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::unhealthy_alarms_test
