#define CAF_SUITE model.hub_history
#include "model/container/snapshot.hpp"
#include "model/history/hub_history.hpp"
#include "model/history/metric_history.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::model::hub_history_test {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds start{1'795'032'000s}; ///< a multiple of all steps
constexpr auto step = 5s;

/// A host with CPU, memory, and seven containers that run, of which two are unhealthy.
struct fixture {
  fixture() {
    usage.cpu_percent = 150;
    usage.memory_working_set_bytes = 1024;
    usage.memory_percent = 25;
    containers.by_status[static_cast<std::size_t>(container_status::running)] = 7;
    containers.by_status[static_cast<std::size_t>(container_status::exited)] = 3;
    containers.unhealthy = 2;
  }

  /// A round each five seconds, with a reading of these hosts.
  void record(
      const std::vector<std::string>& hosts, std::chrono::seconds from,
      std::chrono::seconds until) {
    for (auto at = from; at < until; at += step) {
      history_round round{start + at, {}};
      for (const auto& host : hosts)
        add_host(round, host, usage, containers);
      if (auto batch = book.take(round))
        batches.push_back(std::move(batch));
    }
  }

  history_line
  line(const std::string& host, std::string_view name, std::chrono::seconds until = 1h) {
    const auto series = parse_history_series(name);
    CAF_REQUIRE(series && is_kept(*series, history_owner::fleet_host));
    const auto answer =
        book.ask({fleet_host_identity(host, *series), *series, start, start + until});
    known = answer.known;
    return answer.bins.line(answer.from, answer.to);
  }

  host_usage usage;
  container_counts containers;
  metric_history::settings settings{.interval = step, .on_disk = true};
  metric_history book{settings};
  std::vector<history_batch_ptr> batches;
  bool known = false; ///< of the last line
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(hub_history_tests, fixture)

CAF_TEST(what a host reports is a point in each step) {
  record({"a"}, 0s, 60s);
  const std::pair<std::string_view, float> expected[] = {
      {"cpu.percent", 150.F},        {"memory.workingSetBytes", 1024.F}, {"memory.percent", 25.F},
      {"containers.running", 7.F},   {"containers.exited", 3.F},         {"containers.paused", 0.F},
      {"containers.unhealthy", 2.F}, {"containers.created", 0.F},        {"containers.dead", 0.F},
  };
  for (const auto& [metric, value] : expected) {
    const auto found = line("a", metric);
    CAF_CHECK_EQUAL(found.step, step);
    CAF_REQUIRE_EQUAL(found.points.size(), 12u);
    for (const auto& point : found.points)
      CAF_CHECK_EQUAL(point.average, value);
  }
}

CAF_TEST(each state of a container has a metric and a column of its own) {
  std::set<std::size_t> columns;
  for (const auto& metric : host_metric_table)
    if (row_kind_of(metric.history) == history_row_kind::containers)
      columns.insert(column_of(metric.history));
  CAF_CHECK_EQUAL(columns.size(), container_statuses); // with unhealthy, but without unknown
  for (std::size_t i = 0; i < container_statuses; ++i) {
    if (static_cast<container_status>(i) == container_status::unknown)
      continue;
    containers = {};
    containers.by_status.at(i) = 1;
    history_round round{start, {}};
    add_host(round, "a", {}, containers);
    CAF_REQUIRE_EQUAL(round.readings.size(), 1u);
    const auto name = "containers." + std::string{to_string(static_cast<container_status>(i))};
    const auto series = parse_history_series(name);
    CAF_REQUIRE(series.has_value());
    const auto& row = round.readings.front().row;
    CAF_CHECK_EQUAL(row.at(column_of(*series)), encode_value(1.0));
    CAF_CHECK_EQUAL(std::ranges::count(row, encode_value(1.0)), 1);
  }
}

CAF_TEST(containers in a state of a later version are in no count) {
  containers = {};
  containers.by_status.at(static_cast<std::size_t>(container_status::unknown)) = 5;
  history_round round{start, {}};
  add_host(round, "a", {}, containers);
  CAF_REQUIRE_EQUAL(round.readings.size(), 1u);
  CAF_CHECK_EQUAL(std::ranges::count(round.readings.front().row, encode_value(0.0)), 8);
}

CAF_TEST(the hub keeps what it is said to keep and nothing else) {
  history_round round{start, {}};
  add_host(round, "a", usage, containers);
  CAF_REQUIRE_EQUAL(round.readings.size(), 2u);
  for (std::size_t i = 0; i < all_history_series_count; ++i) {
    const auto series = static_cast<history_series>(i);
    const auto is_known = std::ranges::any_of(round.readings, [&](const auto& reading) {
      return row_kind_of(series) != history_row_kind::host
             && reading.identity == fleet_host_identity("a", series)
             && reading.row[column_of(series)] != unknown_value;
    });
    CAF_CHECK_EQUAL(is_known, is_kept(series, history_owner::fleet_host));
  }
}

CAF_TEST(columns on disk keep their numbers) {
  const auto column = [](std::string_view name) {
    return static_cast<int>(column_of(*parse_history_series(name)));
  };
  CAF_CHECK_EQUAL(column("containers.running"), 0);
  CAF_CHECK_EQUAL(column("containers.paused"), 1);
  CAF_CHECK_EQUAL(column("containers.exited"), 2);
  CAF_CHECK_EQUAL(column("containers.created"), 3);
  CAF_CHECK_EQUAL(column("containers.restarting"), 4);
  CAF_CHECK_EQUAL(column("containers.removing"), 5);
  CAF_CHECK_EQUAL(column("containers.dead"), 6);
  CAF_CHECK_EQUAL(column("containers.unhealthy"), 7);
  CAF_CHECK_EQUAL(column("cpu.percent"), 0);
  CAF_CHECK_EQUAL(column("memory.workingSetBytes"), 1);
  CAF_CHECK_EQUAL(column("memory.percent"), 2);
}

CAF_TEST(what a host does not report is no point) {
  usage = {};
  record({"a"}, 0s, 30s);
  CAF_CHECK(line("a", "cpu.percent").points.empty());
  CAF_CHECK(!known);
  CAF_CHECK_EQUAL(line("a", "containers.running").points.size(), 6u);
  usage.cpu_percent = 1;
  record({"a"}, 30s, 60s);
  CAF_CHECK_EQUAL(line("a", "cpu.percent").points.size(), 6u);
  CAF_CHECK(line("a", "memory.percent").points.empty());
}

CAF_TEST(a host that is away has no points and the others go on) {
  record({"a", "b"}, 0s, 60s);
  record({"b"}, 60s, 120s);
  record({"a", "b"}, 120s, 180s);
  const auto found = line("a", "containers.running");
  CAF_REQUIRE_EQUAL(found.points.size(), 24u);
  for (const auto& point : found.points) {
    CAF_CHECK(point.time < start + 60s || point.time >= start + 120s);
    CAF_CHECK_EQUAL(point.least, 7.F);
  }
  CAF_CHECK_EQUAL(line("b", "containers.running").points.size(), 36u);
}

CAF_TEST(what was read before all hosts were lost still goes to the disk) {
  record({"a"}, 0s, 40s);
  CAF_CHECK(batches.empty());
  record({}, 40s, 50s);
  CAF_REQUIRE_EQUAL(batches.size(), 1u);
  CAF_CHECK_EQUAL(batches[0]->pieces.size(), 2u);
  CAF_CHECK_EQUAL(batches[0]->windows.size(), 6u);
}

CAF_TEST(a removed host leaves memory after a quarter of an hour) {
  record({"a", "b"}, 0s, 60s);
  record({"b"}, 60s, 15min);
  CAF_CHECK_EQUAL(line("a", "cpu.percent").points.size(), 12u);
  record({"b"}, 15min, 20min);
  line("a", "cpu.percent");
  CAF_CHECK(!known);
  const auto bytes = book.bytes();
  record({}, 20min, 40min);
  CAF_CHECK(book.bytes() < bytes);
  CAF_CHECK_EQUAL(book.bytes(), 0u);
}

CAF_TEST(no name of a host is that of the counts of another) {
  const auto identity = [](std::string_view host, history_series series) {
    return fleet_host_identity(host, series);
  };
  const auto cpu = history_series::cpu;
  const auto running = history_series::containers_running;
  CAF_CHECK(identity("a", cpu) != identity("a", running));
  CAF_CHECK(identity("containers/a", cpu) != identity("a", running));
  CAF_CHECK(identity("", cpu) != host_series_id && identity("", running) != host_series_id);
  CAF_CHECK(!is_kept(history_series::pids, history_owner::fleet_host));
  CAF_CHECK(!parse_history_series("containers."));
  CAF_CHECK(!parse_history_series("containers.unknown"));
}

CAF_TEST(a thousand hosts fit into a fifth of the memory for the history) {
  std::vector<std::string> hosts;
  for (int i = 0; i < 1000; ++i)
    hosts.push_back("host-" + std::to_string(i));
  record(hosts, 0s, 20min);
  CAF_CHECK_EQUAL(book.refused(), 0u);
  CAF_CHECK(book.step() == step);
  CAF_CHECK(book.bytes() < settings.budget / 5);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::hub_history_test
