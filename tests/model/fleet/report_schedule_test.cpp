#define CAF_SUITE model.report_schedule
#include "model/fleet/report_schedule.hpp"

#include <caf/test/unit_test.hpp>

#include <map>
#include <string>

namespace docker_monitor::model::report_schedule_test {

using namespace std::chrono_literals;

namespace {

const report_schedule::instant start{1000s};

} // namespace

CAF_TEST(many hosts report at eight instants of a second) {
  std::map<std::chrono::milliseconds, int> hosts;
  for (int i = 0; i < 1000; ++i)
    ++hosts[report_offset("host-" + std::to_string(i))];
  CAF_CHECK_EQUAL(hosts.size(), 8u);
  for (const auto& [offset, count] : hosts) {
    CAF_CHECK(offset < 1s && offset % 125ms == 0ms);
    CAF_CHECK(count > 60 && count < 250);
  }
}

CAF_TEST(a host waits for its instant) {
  const auto noon = *parse_rfc3339("2026-11-22T12:00:00Z");
  CAF_CHECK(pause_to_report(noon, 375ms) == 375ms);
  CAF_CHECK(pause_to_report(noon + 375ms, 375ms) == 1s);
  CAF_CHECK(pause_to_report(noon + 380ms, 375ms) == 995ms);  // it was late
  CAF_CHECK(pause_to_report(noon + 374ms, 375ms) == 1001ms); // the timer was early
  CAF_CHECK(pause_to_report(noon + 900ms, 0ms) == 1100ms);
  CAF_CHECK(pause_to_report(noon + 700ms, 0ms) == 300ms);
  CAF_CHECK(pause_to_report(engine_time{} - 100ms, 500ms) == 600ms); // a clock that is not set
}

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
