#define CAF_SUITE model.oom_incidents
#include "tests/model/alarm/incident_correlator_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::oom_incidents_test {

using namespace test;

CAF_TEST_FIXTURE_SCOPE(oom_incidents_tests, incident_correlator_fixture)

CAF_TEST(an oom is reported unless the down that follows shows it) {
  take(make(alarm_kind::oom));
  take(make(alarm_kind::down, down_cause::oom));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
  take(make(alarm_kind::oom));
  pass(10s);
  CAF_CHECK_EQUAL(sent_alarms(), "oom/open");
}

CAF_TEST(a crash names the oom before it and is as grave) {
  take(make(alarm_kind::oom));
  take(make(alarm_kind::down, down_cause::crashed));
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].oom_killed);
  CAF_CHECK(out[0].severity == severity::critical);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(an oom shortly before a stop is reported) {
  take(make(alarm_kind::oom));
  take(make(alarm_kind::down, down_cause::stopped));
  take(make(alarm_kind::up));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "oom/open");
}

CAF_TEST(an oom after the crash is reported) {
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::oom));
  CAF_CHECK_EQUAL(sent_alarms(), "down/open oom/open");
}

CAF_TEST(an oom without an event is reported although a crash is open) {
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
  auto down = make(alarm_kind::down, down_cause::oom);
  down.oom_killed = true;
  down.exit_code = 137;
  take(down);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].kind == alarm_kind::oom);
  CAF_CHECK(out[0].severity == severity::critical);
  CAF_CHECK(out[0].id != down.id);
  CAF_CHECK(!out[0].exit_code);
  CAF_CHECK_EQUAL(sent_alarms(), "oom/event");
}

CAF_TEST(an oom without an event is reported once in a loop) {
  take(make(alarm_kind::restart_loop));
  CAF_CHECK_EQUAL(sent_alarms(), "restart-loop/open");
  for (int i = 0; i < 3; ++i) {
    auto down = make(alarm_kind::down, down_cause::oom);
    down.oom_killed = true;
    take(down);
    take(make(alarm_kind::up));
  }
  CAF_CHECK_EQUAL(sent_alarms(), "oom/event");
}

CAF_TEST(an oom without an event is reported with an end that is no incident) {
  auto down = make(alarm_kind::down, down_cause::exited);
  down.oom_killed = true;
  take(down);
  CAF_CHECK_EQUAL(sent_alarms(), "oom/event");
  take(make(alarm_kind::oom)); // the event comes after the end
  pass(9s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(an oom is not reported twice with the down that names it) {
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  take(make(alarm_kind::oom));
  auto down = make(alarm_kind::down, down_cause::oom);
  down.oom_killed = true;
  take(down);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open oom/open");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::oom_incidents_test
