#define CAF_SUITE model.metric_history
#include "model/history/metric_history.hpp"

#include <caf/test/unit_test.hpp>

#include <map>
#include <random>
#include <set>

namespace metric_history_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

using time_point = std::chrono::sys_seconds;

constexpr time_point start{1'795'032'000s}; ///< a multiple of all steps

struct fixture {
  metric_history::settings settings;
  std::optional<metric_history> history;
  std::uint64_t round = 0;
  std::vector<row_ptr> rows;
  history_batch all; ///< what was handed over
  std::size_t batches = 0;

  fixture() { settings.on_disk = true; }

  metric_history& begun() {
    if (!history)
      history.emplace(settings);
    return *history;
  }

  static container_ptr made(const std::string& name, const std::string& service = "") {
    auto c = std::make_shared<container>();
    c->id = name + "-id";
    c->name = name;
    c->status = container_status::running;
    if (!service.empty())
      c->labels = {
          {"com.docker.compose.project", "shop"},
          {"com.docker.compose.service", service},
          {"com.docker.compose.container-number", "1"}};
    return c;
  }

  /// c0, c1 and so on.
  static std::vector<container_ptr> made_many(int count) {
    std::vector<container_ptr> many;
    many.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
      many.push_back(made("c" + std::to_string(i)));
    return many;
  }

  void row_of(const container_ptr& who, engine_time at, double cpu) {
    auto s = std::make_shared<sample>();
    s->now.read_at = at;
    s->cpu_percent = cpu;
    rows.push_back(std::make_shared<const row>(row{who, s, at}));
  }

  /// Ends a round.
  void publish() {
    auto batch = begun().take(snapshot{++round, {}, std::exchange(rows, {})});
    if (!batch)
      return;
    ++batches;
    all.pieces.insert(all.pieces.end(), batch->pieces.begin(), batch->pieces.end());
    all.windows.insert(all.windows.end(), batch->windows.begin(), batch->windows.end());
    all.until = batch->until;
  }

  void sample_at(const container_ptr& who, engine_time at, double cpu) {
    row_of(who, at, cpu);
    publish();
  }

  /// A round each second, each with a reading of each of them.
  void sample_each_second(
      const std::vector<container_ptr>& all_of_them, std::chrono::seconds from,
      std::chrono::seconds until, double cpu = 1) {
    for (auto second = from; second < until; second += 1s) {
      for (const auto& c : all_of_them)
        row_of(c, start + second, cpu);
      publish();
      CAF_REQUIRE(begun().bytes() <= settings.budget);
    }
  }

  /// The numbers of the windows that were handed over, which leave none between them out.
  std::set<std::uint32_t> unbroken_windows() const {
    std::set<std::uint32_t> numbers;
    for (const auto& window : all.windows)
      numbers.insert(window.number);
    CAF_REQUIRE(!numbers.empty());
    CAF_CHECK_EQUAL(numbers.size(), *numbers.rbegin() - *numbers.begin() + 1);
    return numbers;
  }

  metric_history::answer
  ask(const std::string& container, std::chrono::seconds from, std::chrono::seconds to,
      std::chrono::seconds step = 0s) {
    return begun().ask({container, history_series::cpu, start + from, start + to, step});
  }

  static history_line line(const metric_history::answer& answer) {
    return answer.bins.line(answer.from, answer.to);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(metric_history_tests, fixture)

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
