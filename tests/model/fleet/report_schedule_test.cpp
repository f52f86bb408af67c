#define CAF_SUITE model.report_schedule
#include "model/fleet/report_schedule.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::report_schedule_test {

using namespace std::chrono_literals;

namespace {

const report_schedule::instant start{1000s};

} // namespace

CAF_TEST(an unknown hub is sent nothing with the dictionary) {
  report_schedule schedule;
  schedule.note_state(start);
  for (auto at = start; at < start + 5min; at += 1s)
    CAF_CHECK(!schedule.may_use_dictionary(at));
}

CAF_TEST(a hub that has the dictionary is asked again once a minute) {
  report_schedule schedule;
  schedule.note_state(start);
  schedule.note_hub_has_dictionary(start);
  int plain = 0;
  for (auto at = start + 1s; at <= start + 10min; at += 1s)
    if (!schedule.may_use_dictionary(at)) {
      ++plain;
      schedule.note_hub_has_dictionary(at);
    }
  CAF_CHECK_EQUAL(plain, 10);
}

CAF_TEST(a hub that no longer answers is sent nothing with the dictionary) {
  report_schedule schedule;
  schedule.note_state(start);
  schedule.note_hub_has_dictionary(start);
  CAF_CHECK(schedule.may_use_dictionary(start + 1s));
  for (auto at = start + 70s; at <= start + 5min; at += 1s)
    CAF_CHECK(!schedule.may_use_dictionary(at));
}

CAF_TEST(a new connection begins without the dictionary) {
  report_schedule schedule;
  schedule.note_state(start);
  schedule.note_hub_has_dictionary(start);
  schedule.forget_hub();
  CAF_CHECK(!schedule.may_use_dictionary(start + 1s));
}

CAF_TEST(the whole state is rarer for a hub that notices what is lost) {
  report_schedule schedule;
  schedule.note_state(start);
  CAF_CHECK(!schedule.is_state_due(start + 59s));
  CAF_CHECK(schedule.is_state_due(start + 60s));
  schedule.note_hub_has_dictionary(start + 50s);
  CAF_CHECK(!schedule.is_state_due(start + 60s));
  schedule.note_hub_has_dictionary(start + 299s);
  CAF_CHECK(!schedule.is_state_due(start + 299s));
  CAF_CHECK(schedule.is_state_due(start + 300s));
}

} // namespace docker_monitor::model::report_schedule_test
