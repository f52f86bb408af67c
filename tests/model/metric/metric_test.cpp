#define CAF_SUITE model.metric
#include "http/container/container_json.hpp"
#include "model/metric/metric.hpp"
#include "tests/model/metric/full_row.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace docker_monitor::model::metric_test {

namespace {

using namespace std::string_literals;

/// A row in which every number is known and no two are the same.
row known_row() {
  sample s;
  auto& now = s.now;
  std::uint64_t next = 3'000'000'000;
  const auto fill = [&](auto&... members) { ((members = next, next += 1'010'000'000), ...); };
  fill(
      now.cpu_total_ns, now.cpu_user_ns, now.cpu_system_ns, now.cpu_periods,
      now.cpu_throttled_periods, now.cpu_throttled_ns, now.memory_usage_bytes, now.memory_rss_bytes,
      now.memory_cache_bytes, now.memory_swap_bytes, now.memory_limit_bytes, now.memory_oom_kills,
      now.block_read_bytes, now.block_write_bytes, now.block_read_operations,
      now.block_write_operations, now.pids, now.pids_limit, s.memory_working_set_bytes);
  fill_unknown(now);
  now.cpu_pressure = {1'000'000, 2'000'000};
  now.memory_pressure = {3'000'000, 4'000'000};
  now.block_pressure = {5'000'000, 6'000'000};
  resource_limits limits;
  limits.cpu_quota_us = 61'500;
  limits.cpu_period_us = 100'000;
  now.limits = std::make_shared<const resource_limits>(limits);
  s.cpu_percent = 51.5;
  s.memory_percent = 41.5;
  s.block_read_bytes_per_second = 31.5;
  s.block_write_bytes_per_second = 21.5;
  now.interfaces = std::make_shared<const std::vector<interface_counters>>(
      std::vector<interface_counters>{{"eth0", 1, 2, 3, 4, 5, 6, 7, 8}});
  s.interfaces = {{9.5, 10.5}};
  container c;
  c.name = "web";
  c.id = "0123456789ab";
  c.status = container_status::running;
  c.exit_code = 3;
  c.restart_count = 17;
  c.labels = {{"com.docker.compose.project", "shop"}};
  return {
      std::make_shared<const container>(std::move(c)), std::make_shared<const sample>(std::move(s)),
      engine_time{std::chrono::seconds{1000}}};
}

/// Every numeric member, by its path; those of interfaces added up.
void collect(
    const nlohmann::json& node, const std::string& path, std::map<std::string, double>& numbers) {
  if (node.is_number())
    numbers[path] += node.get<double>();
  if (node.is_object())
    for (const auto& [key, member] : node.items())
      collect(member, path.empty() ? key : path + '.' + key, numbers);
  if (node.is_array())
    for (const auto& element : node)
      collect(element, path, numbers);
}

std::map<std::string, double> numbers_of(const row& row) {
  std::string text;
  const std::vector labels{"com.docker.compose.project"s};
  http::append_container(text, row, {labels, 2});
  std::map<std::string, double> numbers;
  collect(nlohmann::json::parse(text), "", numbers);
  return numbers;
}

} // namespace

CAF_TEST(every number of the container object is a metric and the other way round) {
  const auto row = known_row();
  auto numbers = numbers_of(row);
  for (const auto& metric : metrics()) {
    const auto shown = numbers.find(std::string{metric.name});
    CAF_REQUIRE_NOT_EQUAL(
        std::make_pair(metric.name, shown == numbers.end()), std::make_pair(metric.name, true));
    const auto ours = value(metric, row, 2);
    CAF_REQUIRE(ours.has_value());
    CAF_CHECK(std::abs(*ours - shown->second) < 0.006);
    numbers.erase(shown);
  }
  for (const auto& [name, number] : numbers)
    CAF_ERROR("no metric is called " << name);
  CAF_CHECK_EQUAL(numbers.size(), 0u);
}

CAF_TEST(what the container object does not report is no value) {
  auto row = known_row();
  row.sample = std::make_shared<const sample>();
  for (const auto& metric : metrics())
    CAF_CHECK_EQUAL(value(metric, row, 2).has_value(), !metric.of_sample);
  row = known_row();
  CAF_CHECK(!value(*find_metric("cpu.hostPercent"), row, std::nullopt));
  auto gone = *row.container;
  gone.status = container_status::exited;
  row.container = std::make_shared<const container>(gone);
  CAF_CHECK(!value(*find_metric("cpu.percent"), row, 2));
  CAF_CHECK(value(*find_metric("exitCode"), row, 2) == 3.0);
  row.sample = nullptr;
  CAF_CHECK(!value(*find_metric("pids.current"), row, 2));
}

CAF_TEST(interfaces are added up as far as they tell) {
  auto row = known_row();
  auto s = *row.sample;
  auto interfaces = *s.now.interfaces;
  interfaces.push_back({"eth1", 100, 1, std::nullopt, 0, 1, 1, std::nullopt, 0});
  s.now.interfaces = std::make_shared<const std::vector<interface_counters>>(interfaces);
  s.interfaces.push_back({0.5, std::nullopt});
  row.sample = std::make_shared<const sample>(s);
  CAF_CHECK(value(*find_metric("network.rxBytes"), row, 2) == 101.0);
  CAF_CHECK(value(*find_metric("network.rxErrors"), row, 2) == 3.0);
  CAF_CHECK(value(*find_metric("network.rxBytesPerSecond"), row, 2) == 10.0);
  CAF_CHECK(value(*find_metric("network.txBytesPerSecond"), row, 2) == 10.5);
}

CAF_TEST(an interface that repeats the bytes of another is left out of sums) {
  auto row = known_row();
  const auto before = value(*find_metric("network.rxBytes"), row, 2);
  const auto rate_before = value(*find_metric("network.rxBytesPerSecond"), row, 2);
  auto s = *row.sample;
  auto interfaces = *s.now.interfaces;
  interfaces.push_back({"docker0", 100, 1, std::nullopt, 0, 1, 1, std::nullopt, 0, true});
  s.now.interfaces = std::make_shared<const std::vector<interface_counters>>(interfaces);
  s.interfaces.push_back({7.0, 7.0});
  row.sample = std::make_shared<const sample>(s);
  CAF_CHECK(value(*find_metric("network.rxBytes"), row, 2) == before);
  CAF_CHECK(value(*find_metric("network.rxBytesPerSecond"), row, 2) == rate_before);
}

CAF_TEST(OOM kills are those of all runs) {
  auto row = known_row();
  auto c = *row.container;
  c.oom_kills = 20'000'000'000;
  row.container = std::make_shared<const container>(c);
  CAF_CHECK(value(*find_metric("memory.oomKills"), row, 2) == 2e10);
}

CAF_TEST(an unknown name is no metric) {
  CAF_CHECK(find_metric("cpu") == nullptr);
  CAF_CHECK(find_metric("") == nullptr);
}

CAF_TEST(counters are those that only grow) {
  std::string gauges;
  for (const auto& metric : metrics())
    if (!metric.counter)
      gauges.append(gauges.empty() ? "" : " ").append(metric.name);
  CAF_CHECK_EQUAL(
      gauges,
      "cpu.percent cpu.hostPercent cpu.limitPercent memory.percent memory.usageBytes "
      "memory.workingSetBytes memory.rssBytes memory.cacheBytes memory.swapBytes memory.limitBytes "
      "network.rxBytesPerSecond network.txBytesPerSecond blockIo.readBytesPerSecond "
      "blockIo.writeBytesPerSecond pids.current pids.limit exitCode");
}

CAF_TEST(the share of the host needs its cores) {
  const auto row = known_row();
  const auto& share = *find_metric("cpu.hostPercent");
  CAF_CHECK(value(share, row, 1) == 51.5);
  CAF_CHECK(value(share, row, 2) == 25.75);
  CAF_CHECK(!value(share, row, 0));
}

} // namespace docker_monitor::model::metric_test
