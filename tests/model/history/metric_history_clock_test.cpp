#define CAF_SUITE model.metric_history_clock
#include "tests/model/history/metric_history_fixture.hpp"

namespace metric_history_clock_test {

using namespace docker_monitor::model;
using namespace docker_monitor::model::test;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(metric_history_clock_tests, metric_history_fixture)

CAF_TEST(with jitter no second is missing) {
  const auto web = made("web");
  for (int i = 0; i < 120; ++i)
    sample_at(web, start + i * 1s + (i % 3 == 0 ? 30ms : 980ms), i);
  CAF_CHECK_EQUAL(line(ask("web", 0s, 119s)).points.size(), 119u);
}

CAF_TEST(a clock that is set back goes on from there) {
  settings.on_disk = false;
  const auto web = made("web");
  for (int i = 0; i < 100; ++i)
    sample_at(web, start + 1h + i * 1s, 1);
  sample_at(web, start + 10s, 5);
  sample_at(web, start + 11s, 6);
  const auto found = line(ask("web", 0s, 60s));
  CAF_REQUIRE_EQUAL(found.points.size(), 2u);
  CAF_CHECK_EQUAL(found.points[1].average, 6.0F);
}

CAF_TEST(what a clock that is set back took from memory is left to the disk) {
  const auto web = made("web");
  sample_each_second({web}, 2h, 4h);
  // Within the run: memory had what is older no more.
  sample_each_second({web}, 3h, 3h + 60s);
  auto answer = ask("web", 3h - 840s, 3h + 60s);
  CAF_CHECK(answer.stored_until >= start + 3h);
  CAF_CHECK(answer.stored_until <= start + 3h + 15s);
  CAF_CHECK_EQUAL(answer.bins.step(), 15s);
  // Before the run.
  sample_each_second({web}, 0s, 30min);
  answer = ask("web", 0s, 30min);
  CAF_CHECK(answer.stored_until == start + 30min - 945s);
  CAF_CHECK_EQUAL(line(answer).points.size(), 63u);
}

CAF_TEST(a clock that is set back by some seconds leaves memory as it is) {
  const auto web = made("web");
  sample_each_second({web}, 0s, 2h);
  sample_each_second({web}, 2h - 20s, 2h, 2);
  const auto answer = ask("web", 2h - 900s, 2h);
  CAF_CHECK_EQUAL(answer.bins.step(), 1s);
  CAF_CHECK_EQUAL(line(answer).points.size(), 900u);
}

CAF_TEST(with the longest jitter no window is left out) {
  settings.interval = 5min;
  const auto web = made("web");
  for (int i = 1; i <= 30; ++i)
    sample_at(web, start + i * 300s + (i % 2) * 74s, i);
  unbroken_windows();
  // A reading that fails is a gap.
  all = {};
  for (int i = 32; i <= 33; ++i)
    sample_at(web, start + i * 300s, i);
  CAF_REQUIRE(all.windows.size() > 1);
  CAF_CHECK_EQUAL(all.windows.back().number - std::prev(all.windows.end(), 2)->number, 600u / 15);
}

CAF_TEST(times that make no sense find nothing) {
  const auto web = made("web");
  const auto never =
      begun().ask({"web", history_series::cpu, engine_time::min(), engine_time::max(), 0s});
  CAF_CHECK(!never.known);
  sample_at(web, start, 1);
  const auto any =
      begun().ask({"web", history_series::cpu, engine_time::min(), engine_time::max(), 0s});
  CAF_CHECK_EQUAL(line(any).points.size(), 1u);
  CAF_CHECK(line(ask("web", 60s, 0s)).points.empty());
  CAF_CHECK(line(ask("web", 24h, 48h)).points.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace metric_history_clock_test
