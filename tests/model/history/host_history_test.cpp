#define CAF_SUITE model.host_history
#include "model/history/metric_history.hpp"

#include <caf/test/unit_test.hpp>

#include <map>

// The series of the metric history that only the host has.

namespace host_history_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::sys_seconds start{1'795'032'000s}; ///< a multiple of all steps

struct fixture {
  metric_history book{{.on_disk = true}};
  std::uint64_t round = 0;
  std::map<std::string, std::size_t> handed_over; ///< windows by identity

  static container_ptr named(std::string_view name) {
    auto c = std::make_shared<container>();
    c->id = c->name = name;
    c->status = container_status::running;
    return c;
  }

  static row_ptr row_of(std::string_view name, engine_time at, const sample& values) {
    auto s = std::make_shared<sample>(values);
    s->now.read_at = at;
    return std::make_shared<const row>(row{named(name), std::move(s), at});
  }

  /// A round with a container and, where it is read, the host.
  void publish(std::chrono::seconds since, const std::optional<sample>& host) {
    sample web;
    web.cpu_percent = 1;
    std::vector<row_ptr> rows{row_of("web", start + since, web)};
    auto order = std::make_shared<const id_order>(rows.size());
    auto batch = book.take(
        {++round,
         {},
         std::move(rows),
         std::move(order),
         host ? row_of(host_id, start + since, *host) : nullptr});
    if (!batch)
      return;
    for (const auto& piece : batch->pieces)
      handed_over[piece.whose->identity] += piece.count;
  }

  metric_history::answer ask(history_series series, std::chrono::seconds until) {
    return book.ask({std::string{host_id}, series, start, start + until, 0s, true});
  }

  std::vector<history_point> points(history_series series, std::chrono::seconds until) {
    const auto answer = ask(series, until);
    return answer.bins.line(answer.from, answer.to).points;
  }

  /// A series has so many points, all of this value.
  void check(history_series series, std::size_t count, float value) {
    const auto found = points(series, 90s);
    CAF_REQUIRE_EQUAL(found.size(), count);
    for (const auto& point : found)
      CAF_REQUIRE(point.least == value && point.average == value && point.most == value);
  }
};

sample loaded() {
  sample values;
  values.cpu_percent = 10;
  values.now.load = {150, 100, 50};
  return values;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(host_history_tests, fixture)

CAF_TEST(load and pressure of the host have a history beside its other figures) {
  auto values = loaded();
  for (auto second = 0s; second < 90s; second += 1s) {
    if (second == 10s)
      values.host_pressure = std::make_shared<const pressure_percentages>(
          pressure_percentages{25, 12.5, 0, std::nullopt, std::nullopt});
    publish(second, values);
  }
  check(history_series::cpu, 90, 10);
  check(history_series::load_one_minute, 90, 1.5F);
  check(history_series::load_five_minutes, 90, 1);
  check(history_series::load_fifteen_minutes, 90, 0.5F);
  check(history_series::cpu_waiting, 80, 25);
  check(history_series::memory_waiting, 80, 12.5F);
  check(history_series::memory_stalled, 80, 0);
  check(history_series::block_waiting, 0, 0);
  check(history_series::block_stalled, 0, 0);
  // They go to disk under an identity of their own.
  CAF_CHECK_EQUAL(handed_over.size(), 3u);
  CAF_CHECK(handed_over["/"] > 0 && handed_over["/"] == handed_over["/host"]);
}

CAF_TEST(a host that shows neither load nor pressure has no points of them) {
  sample values;
  values.cpu_percent = 10;
  for (auto second = 0s; second < 90s; second += 1s)
    publish(second, values);
  check(history_series::cpu, 90, 10);
  const auto answer = ask(history_series::load_one_minute, 90s);
  CAF_CHECK(answer.known); // as the host is there
  CAF_CHECK_EQUAL(answer.identity, std::string{host_series_id});
  check(history_series::load_one_minute, 0, 0);
  CAF_CHECK(handed_over["/"] > 0);
  CAF_CHECK(!handed_over.contains("/host"));
}

CAF_TEST(what only the host has goes on after it was away) {
  publish(0s, loaded());
  check(history_series::load_one_minute, 1, 1.5F);
  for (auto second = 1s; second < 1200s; second += 1s)
    publish(second, std::nullopt);
  CAF_CHECK(points(history_series::load_one_minute, 1200s).empty());
  publish(1200s, loaded());
  CAF_CHECK_EQUAL(points(history_series::load_one_minute, 1300s).size(), 1u);
}

CAF_TEST(what was handed over of the host is left to the disk) {
  for (auto second = 0s; second < 3600s; second += 1s)
    publish(second, loaded());
  const auto answer = ask(history_series::load_one_minute, 3600s);
  CAF_CHECK_EQUAL(answer.identity, std::string{host_series_id});
  CAF_CHECK(answer.stored_until > answer.from);
  CAF_CHECK_EQUAL(answer.bins.step(), 15s);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace host_history_test
