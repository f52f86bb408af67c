#define CAF_SUITE model.metric_history
#include "tests/model/history/metric_history_fixture.hpp"

#include <map>
#include <random>

namespace metric_history_test {

using namespace docker_monitor::model;
using namespace docker_monitor::model::test;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(metric_history_tests, metric_history_fixture)

CAF_TEST(each second is a point and what was not sampled is none) {
  const auto web = made("web");
  sample_at(web, start + 100ms, 1);
  sample_at(web, start + 1100ms, 2);
  sample_at(web, start + 7100ms, 4);
  const auto answer = ask("web", 0s, 60s);
  CAF_CHECK(answer.known);
  CAF_CHECK_EQUAL(answer.stored_until, answer.from);
  const auto found = line(answer);
  CAF_CHECK_EQUAL(found.step, 1s);
  const std::vector<history_point> expected{
      {start, 1, 1, 1}, {start + 1s, 2, 2, 2}, {start + 7s, 4, 4, 4}};
  CAF_CHECK(found.points == expected);
  const auto seconds = line(ask("web", 1s, 7s));
  CAF_CHECK_EQUAL(seconds.points.size(), 1u);
}

CAF_TEST(a round that brings nothing new writes nothing) {
  const auto web = made("web");
  for (int i = 0; i < 5; ++i)
    sample_at(web, start, 1);
  rows.push_back(std::make_shared<const row>(row{web, {}, {}}));
  publish();
  CAF_CHECK_EQUAL(line(ask("web", 0s, 60s)).points.size(), 1u);
  CAF_CHECK(!begun().ask({"db", history_series::cpu, start, start + 1s, 0s}).known);
}

CAF_TEST(steps have least and mean and most of what was read) {
  const auto web = made("web");
  std::minstd_rand random{3};
  std::map<int, std::vector<double>> expected;
  for (int second = 0; second < 300; ++second) {
    if (second % 60 > 40)
      continue;
    const auto cpu = static_cast<double>(random() % 1000);
    expected[second / 15 * 15].push_back(cpu);
    sample_at(web, start + std::chrono::seconds{second}, cpu);
  }
  const auto found = line(ask("web", 0s, 300s, 15s));
  CAF_CHECK_EQUAL(found.points.size(), expected.size());
  for (const auto& p : found.points) {
    const auto& list = expected[static_cast<int>((p.time - engine_time{start}) / 1s)];
    CAF_REQUIRE(!list.empty());
    CAF_CHECK_EQUAL(p.least, *std::ranges::min_element(list));
    CAF_CHECK_EQUAL(p.most, *std::ranges::max_element(list));
    const auto mean =
        std::accumulate(list.begin(), list.end(), 0.0) / static_cast<double>(list.size());
    CAF_CHECK(std::abs(p.average - mean) < 0.01);
  }
  // What goes to disk is the same.
  for (const auto& window : all.windows) {
    const auto& list = expected[static_cast<int>((window.start() - start) / 1s)];
    CAF_REQUIRE(!list.empty());
    CAF_CHECK_EQUAL(decode_value(window.summary.least[0]), *std::ranges::min_element(list));
    CAF_CHECK_EQUAL(decode_value(window.summary.most[0]), *std::ranges::max_element(list));
    CAF_CHECK_EQUAL(window.rows, list.size());
  }
  CAF_CHECK_EQUAL(batches, 6u);
}

CAF_TEST(less than a minute is not handed over) {
  const auto web = made("web");
  const auto db = made("db");
  std::size_t handed = 0;
  for (auto second = 0s; second < 600s; second += 1s) {
    row_of(db, start + second - 300ms, 1);
    sample_at(web, start + second, 1);
    handed = 0;
    for (const auto& window : all.windows)
      handed += window.rows;
    CAF_REQUIRE(2 * static_cast<std::size_t>(second.count()) <= handed + 120);
  }
  if (const auto rest = begun().finish())
    for (const auto& window : rest->windows)
      handed += window.rows;
  CAF_CHECK_EQUAL(handed, 1200u);
}

CAF_TEST(a container that replaces another goes on with its line) {
  sample_at(made("shop-web-1", "web"), start, 1);
  sample_at(made("shop-web-1-new", "web"), start + 30s, 2);
  CAF_CHECK_EQUAL(line(ask("shop/web/1", 0s, 60s)).points.size(), 2u);
  CAF_CHECK_EQUAL(line(ask("shop-web-1-new", 0s, 60s)).points.size(), 2u);
  CAF_CHECK(!ask("shop-web-1", 0s, 60s).known);
}

CAF_TEST(where there are many the resolution falls and comes back) {
  settings.on_disk = false;
  settings.budget = 400'000;
  auto many = made_many(100);
  sample_each_second(many, 0s, 1200s);
  CAF_CHECK(begun().step() > 1s);
  const auto coarse = line(ask("c7", 300s, 1200s));
  CAF_CHECK_EQUAL(coarse.step, begun().step());
  CAF_CHECK(coarse.points.size() >= static_cast<std::size_t>(900s / begun().step()) - 1);
  many.resize(2);
  sample_each_second(many, 1200s, 6000s);
  CAF_CHECK_EQUAL(begun().step(), 1s);
  const auto fine = line(ask("c1", 5100s, 6000s));
  CAF_CHECK_EQUAL(fine.step, 1s);
  CAF_CHECK_EQUAL(fine.points.size(), 900u);
}

CAF_TEST(what is beyond all memory is left out and counted) {
  settings.budget = 30'000;
  for (const auto& c : made_many(100))
    row_of(c, start, 1);
  publish();
  CAF_CHECK(begun().refused() > 50u);
  CAF_CHECK(begun().refused() < 95u);
}

CAF_TEST(a reading a minute stands for the minute before it) {
  settings.interval = 60s;
  const auto web = made("web");
  for (int i = 1; i <= 30; ++i)
    sample_at(web, start + i * 60s + (i % 2) * 700ms, i);
  CAF_CHECK_EQUAL(line(ask("web", 960s, 1800s)).step, 60s);
  CAF_CHECK(unbroken_windows().size() >= 110u);
}

CAF_TEST(seldom readings fill the newest points of a line that is partly on disk) {
  settings.interval = 5min;
  settings.kept_until = start;
  const auto web = made("web");
  for (int i = 1; i <= 12; ++i)
    sample_at(web, start + i * 300s + 20s, i);
  const auto answer = ask("web", 0s, 3700s);
  CAF_CHECK_EQUAL(answer.bins.step(), 15s);
  const auto found = line(answer);
  // From where the disk ends, in the middle of a row, to the newest reading.
  CAF_REQUIRE_EQUAL(
      found.points.size(), static_cast<std::size_t>((start + 3630s - answer.stored_until) / 15s));
  CAF_CHECK(found.points.front().time == answer.stored_until);
  CAF_CHECK_EQUAL(found.points.back().average, 12.0F);
}

CAF_TEST(rows of sixteen seconds leave none of fifteen out) {
  settings.kept_until = start;
  settings.budget = 400'000;
  sample_each_second(made_many(170), 0s, 1200s);
  CAF_CHECK(begun().step() > 15s);
  const auto answer = ask("c7", 0s, 1200s);
  CAF_CHECK_EQUAL(answer.bins.step(), 15s);
  CAF_CHECK_EQUAL(
      line(answer).points.size(),
      static_cast<std::size_t>((start + 1200s - answer.stored_until) / 15s));
}

CAF_TEST(memory has what an interval of an hour did not hand over yet) {
  settings.interval = 1h;
  settings.kept_until = start;
  const auto web = made("web");
  for (int i = 1; i <= 4; ++i)
    sample_at(web, start + i * 1h, i);
  const auto answer = ask("web", 0s, 4h + 50min);
  CAF_REQUIRE(!all.windows.empty());
  CAF_CHECK(answer.stored_until <= all.windows.back().start() + 15s);
}

CAF_TEST(several readings in a second are one of it) {
  settings.interval = 100ms;
  const auto web = made("web");
  for (int i = 0; i < 1000; ++i)
    sample_at(web, start + i * 100ms, i % 10);
  const auto found = line(ask("web", 0s, 100s));
  CAF_CHECK_EQUAL(found.points.size(), 100u);
  CAF_CHECK_EQUAL(found.points[50].average, 4.5F);
  CAF_REQUIRE(!all.windows.empty());
  CAF_CHECK_EQUAL(all.windows[1].rows, 150u);
  CAF_CHECK_EQUAL(decode_value(all.windows[1].summary.most[0]), 9.0);
}

CAF_TEST(what memory has not is left to the disk) {
  settings.kept_until = start - 10min;
  const auto web = made("web");
  sample_each_second({web}, 0s, 60s);
  const auto recent = ask("web", -900s, 60s);
  CAF_CHECK_EQUAL(recent.stored_until, start);
  CAF_CHECK_EQUAL(recent.bins.step(), 15s);
  CAF_CHECK_EQUAL(line(recent).points.size(), 4u);
  // Nothing is on disk of the time since the end of the last run.
  const auto now = ask("web", -540s, 60s);
  CAF_CHECK_EQUAL(now.stored_until, now.from);
  CAF_CHECK_EQUAL(now.bins.step(), 1s);
  const auto day = ask("web", -24h + 60s, 60s, 40s);
  CAF_CHECK_EQUAL(day.bins.step(), 45s);
  CAF_CHECK(!day.coarse);
  const auto month = ask("web", -30 * 24h, 60s, 400s);
  CAF_CHECK_EQUAL(month.bins.step(), 600s);
  CAF_CHECK(month.coarse);
}

CAF_TEST(before the first round all is left to the disk) {
  settings.kept_until = start;
  const auto answer = ask("web", -900s, 5s);
  CAF_CHECK(answer.from == start - 900s);
  CAF_CHECK(answer.stored_until == start + 5s);
  CAF_CHECK_EQUAL(answer.bins.step(), 15s);
  CAF_CHECK(!answer.known);
}

CAF_TEST(of whom nothing was heard for long is forgotten) {
  const auto web = made("web");
  const auto old = made("old");
  row_of(old, start, 1);
  sample_at(web, start, 1);
  sample_each_second({web}, 1s, 1200s);
  CAF_CHECK(!ask("old", 0s, 1200s).known);
  CAF_CHECK(ask("web", 0s, 1200s).known);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace metric_history_test
