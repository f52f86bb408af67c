#define CAF_SUITE model.loop_incidents
#include "tests/model/alarm/incident_correlator_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::loop_incidents_test {

using namespace test;

CAF_TEST_FIXTURE_SCOPE(loop_incidents_tests, incident_correlator_fixture)

CAF_TEST(a restart loop swallows its downs and ends the crash that began it) {
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  take(make(alarm_kind::down, down_cause::crashed));
  CAF_CHECK_EQUAL(sent_alarms(), "down/open");
  take(make(alarm_kind::restart_loop));
  CAF_CHECK_EQUAL(sent_alarms(), "restart-loop/open>id1");
  take(make(alarm_kind::up));
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  pass(300s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  auto over = make(alarm_kind::restart_loop);
  over.state = alarm_state::closed;
  over.closes = "id4";
  take(over);
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "restart-loop/closed>id4");
}

CAF_TEST(a loop that ends because it is removed leaves nothing open) {
  for (int i = 0; i < 3; ++i) {
    take(make(alarm_kind::down, down_cause::crashed));
    take(make(alarm_kind::up));
  }
  auto loop = make(alarm_kind::restart_loop);
  take(loop);
  take(make(alarm_kind::down, down_cause::crashed));
  loop.state = alarm_state::closed;
  sent_alarms();
  take(loop);
  builder.forget("c1", engine_time{}, now, out);
  CAF_CHECK_EQUAL(sent_alarms(), "restart-loop/closed");
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
}

CAF_TEST(a loop that ends down says so) {
  take(make(alarm_kind::restart_loop));
  take(make(alarm_kind::down, down_cause::crashed));
  pass(300s);
  auto over = make(alarm_kind::restart_loop);
  over.state = alarm_state::closed;
  take(over);
  pass(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "restart-loop/open restart-loop/closed down/open");
}

CAF_TEST(a loop reports its first oom only) {
  auto loop = make(alarm_kind::restart_loop);
  take(loop);
  sent_alarms();
  for (int i = 0; i < 3; ++i) {
    take(make(alarm_kind::oom));
    take(make(alarm_kind::down, down_cause::oom));
    take(make(alarm_kind::up));
    pass(20s);
  }
  CAF_CHECK_EQUAL(sent_alarms(), "oom/open");
}

CAF_TEST(in a loop lack of memory is reported once) {
  take(make(alarm_kind::restart_loop));
  take(make(alarm_kind::oom));
  take(make(alarm_kind::oom));
  pass(60s);
  CAF_CHECK_EQUAL(sent_alarms(), "restart-loop/open oom/open");
}

CAF_TEST(a graver loop names the loop before and not the crash) {
  take(make(alarm_kind::down, down_cause::crashed));
  auto loop = make(alarm_kind::restart_loop);
  loop.closes = "id0";
  take(loop);
  CAF_CHECK_EQUAL(sent_alarms(), "down/open restart-loop/open>id0");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::loop_incidents_test
