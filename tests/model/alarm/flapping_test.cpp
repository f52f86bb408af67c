#define CAF_SUITE model.flapping
#include "tests/model/alarm/notification_throttle_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::flapping_test {

using namespace gate_test;

CAF_TEST_FIXTURE_SCOPE(flapping_tests, notification_throttle_fixture)

CAF_TEST(what flaps is one alarm that ends when it is calm) {
  use(flapping);
  down("a");
  up("b", "a");
  down("c");
  up("d", "c"); // the fourth change
  wait(1min);
  down("e");
  up("f", "e");
  down("g");
  up("h", "g");
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a c");
  CAF_CHECK(throttle.next_deadline() == noon + 11min);
  wait(10min - 1s);
  CAF_CHECK_EQUAL(sent_alarms(), "");
  wait(1s);
  CAF_CHECK_EQUAL(sent_alarms(), "h>c");
  CAF_CHECK_EQUAL(throttle.size(), 0u); // calm means forgotten
  wait(10min);
  down("i");
  up("j", "i");
  CAF_CHECK_EQUAL(sent_alarms(), "i j>i");
}

CAF_TEST(what flaps and stays open ends when it ends) {
  use(flapping);
  down("a");
  up("b", "a");
  down("c");
  up("d", "c");
  down("e");
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a c");
  CAF_CHECK(!throttle.next_deadline());
  wait(30min);
  up("f", "e");
  CAF_CHECK_EQUAL(sent_alarms(), "f>c");
}

CAF_TEST(slow changes are no flapping) {
  use(flapping);
  for (int i = 0; i < 5; ++i) {
    const auto n = std::to_string(i);
    down("a" + n);
    wait(5min);
    up("b" + n, "a" + n);
    wait(5min);
  }
  CAF_CHECK_EQUAL(sent_alarms(), "a0 b0>a0 a1 b1>a1 a2 b2>a2 a3 b3>a3 a4 b4>a4");
}

CAF_TEST(events do not pass while a subject flaps) {
  use(flapping);
  for (int i = 0; i < 4; ++i)
    give(make(alarm_kind::oom, alarm_state::event, std::to_string(i)));
  CAF_CHECK_EQUAL(sent_alarms(), "0 1 2 3");
  give(make(alarm_kind::oom, alarm_state::event, "4"));
  CAF_CHECK_EQUAL(sent_alarms(), "");
  now += 10min;
  give(make(alarm_kind::oom, alarm_state::event, "5"));
  CAF_CHECK_EQUAL(sent_alarms(), "5");
}

CAF_TEST(changes count for the time the rule says) {
  use(flapping);
  down("a");
  now = noon + 10min; // the first change counts no longer
  up("b", "a");
  down("c");
  up("d", "c");
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a c d>c");
  down("e");
  CAF_CHECK_EQUAL(sent_alarms(), "e");
  up("f", "e");
  CAF_CHECK_EQUAL(sent_alarms(), ""); // held
}

CAF_TEST(an ending of something else passes while one flaps) {
  use(flapping);
  down("a");
  up("b", "a");
  down("c");
  up("x", "y");
  CAF_CHECK_EQUAL(sent_alarms(), "a b>a c x>y");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::flapping_test
