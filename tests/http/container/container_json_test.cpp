#define CAF_SUITE http.container_json
#include "http/container/container_json.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace docker_monitor::http::container_json_test {

using namespace std::chrono_literals;
using model::container_status;

namespace {

const std::vector<std::string> compose{
    "com.docker.compose.project", "com.docker.compose.service",
    "com.docker.compose.container-number"};

const auto read_at = *model::parse_rfc3339("2026-11-22T10:28:23.1239Z");

model::container full_container() {
  model::container c;
  c.id = "4f66ad9a0b2e";
  c.name = "shop-web-2";
  c.image = "nginx:1.25";
  c.image_id = "sha256:e4720093a3c1";
  c.status = container_status::running;
  c.health = "healthy";
  c.started_at = model::parse_rfc3339("2026-11-22T08:00:00.5Z");
  c.finished_at = model::parse_rfc3339("2026-11-21T20:00:00Z");
  c.restart_count = 3;
  c.network_mode = "shop_default";
  c.labels = {
      {"com.docker.compose.project", "shop"},
      {"com.docker.compose.service", "web"},
      {"com.docker.compose.container-number", "2"},
      {"secret", "hunter2"}};
  return c;
}

model::limits_ptr
limits(std::optional<std::uint64_t> quota_us, std::optional<std::uint64_t> period_us) {
  model::resource_limits result;
  result.cpu_quota_us = quota_us;
  result.cpu_period_us = period_us;
  return std::make_shared<const model::resource_limits>(std::move(result));
}

model::sample full_sample() {
  model::sample s;
  auto& now = s.now;
  now.read_at = read_at;
  now.clock = 1000s;
  now.source = model::source_kind::cgroup;
  now.limits = limits(50'000, 100'000);
  now.cpu_total_ns = 12'345'678'901;
  now.cpu_user_ns = 10'000'000'000;
  now.cpu_system_ns = 2'345'000'000;
  now.cpu_periods = 400;
  now.cpu_throttled_periods = 40;
  now.cpu_throttled_ns = 1'500'000'000;
  now.cpu_pressure = model::pressure{2'000'001, 0};
  now.memory_usage_bytes = 104'857'600;
  now.memory_clock = 996s;
  now.memory_inactive_file_bytes = 4'857'600;
  now.memory_rss_bytes = 90'000'000;
  now.memory_cache_bytes = 10'000'000;
  now.memory_swap_bytes = 0;
  now.memory_limit_bytes = 1'000'000'000;
  now.memory_oom_kills = 1;
  now.memory_pressure = model::pressure{7, 5};
  now.interfaces = std::make_shared<const std::vector<model::interface_counters>>(
      std::vector<model::interface_counters>{
          {"eth0", 1, 2, 3, 4, 5, 6, 7, 18'446'744'073'709'551'615u}, {.name = "eth1"}});
  now.block_read_bytes = 4096;
  now.block_write_bytes = 8192;
  now.block_read_operations = 1;
  now.block_write_operations = 2;
  now.block_pressure = model::pressure{0, 0};
  now.pids = 5;
  now.pids_limit = 100;
  s.cpu_percent = 150.126;
  s.memory_working_set_bytes = 100'000'000;
  s.memory_percent = 10;
  s.interfaces = {{1000.5, 0.0}, {}};
  s.block_read_bytes_per_second = 0;
  s.block_write_bytes_per_second = 1234.567;
  return s;
}

model::row row_of(model::container container, const model::sample& sample) {
  return {
      std::make_shared<const model::container>(std::move(container)),
      std::make_shared<const model::sample>(sample), sample.now.read_at};
}

std::string object(const model::row& row, std::span<const std::string> labels = compose) {
  std::string out;
  append_container(out, row, {.labels = labels, .cores = 4});
  return out;
}

} // namespace

CAF_TEST(an object holds all that is known) {
  const auto text = object(row_of(full_container(), full_sample()));
  CAF_CHECK_EQUAL(
      text,
      R"({"name":"shop-web-2","id":"4f66ad9a0b2e","image":"nginx:1.25",)"
      R"("imageId":"sha256:e4720093a3c1","status":"running","health":"healthy",)"
      R"("startedAt":"2026-11-22T08:00:00.500Z","finishedAt":"2026-11-21T20:00:00.000Z",)"
      R"("oomKilled":false,"restartCount":3,"labels":{"com.docker.compose.project":"shop",)"
      R"("com.docker.compose.service":"web","com.docker.compose.container-number":"2"},)"
      R"("service":{"project":"shop","name":"web","number":2},"networkMode":"shop_default",)"
      R"("source":"cgroup","cpu":{"percent":150.13,"hostPercent":37.53,"limitPercent":50.0,)"
      R"("usageSeconds":12.345678901,"userSeconds":10.0,"systemSeconds":2.345,"periods":400,)"
      R"("throttledPeriods":40,"throttledSeconds":1.5,)"
      R"("pressure":{"waitingSeconds":2.000001,"stalledSeconds":0.0}},)"
      R"("memory":{"percent":10.0,"usageBytes":104857600,"workingSetBytes":100000000,)"
      R"("rssBytes":90000000,"cacheBytes":10000000,"swapBytes":0,"limitBytes":1000000000,)"
      R"("oomKills":1,"pressure":{"waitingSeconds":0.000007,"stalledSeconds":0.000005},)"
      R"("sampledAt":"2026-11-22T10:28:19.123Z"},)"
      R"("network":[{"interface":"eth0","rxBytes":1,"rxPackets":2,"rxErrors":3,"rxDropped":4,)"
      R"("rxBytesPerSecond":1000.5,"txBytes":5,"txPackets":6,"txErrors":7,)"
      R"("txDropped":18446744073709551615,"txBytesPerSecond":0.0},)"
      R"({"interface":"eth1","rxBytes":0,"rxPackets":0,"rxDropped":0,)"
      R"("txBytes":0,"txPackets":0,"txDropped":0}],)"
      R"("blockIo":{"readBytes":4096,"writeBytes":8192,"readOps":1,"writeOps":2,)"
      R"("readBytesPerSecond":0.0,"writeBytesPerSecond":1234.57,)"
      R"("pressure":{"waitingSeconds":0.0,"stalledSeconds":0.0}},)"
      R"("pids":{"current":5,"limit":100},"sampledAt":"2026-11-22T10:28:23.123Z"})");
}

CAF_TEST(what is unknown is absent) {
  model::container c;
  c.id = "4f66ad9a0b2e";
  c.name = "bare";
  c.status = container_status::running;
  model::sample nothing;
  nothing.now.read_at = read_at;
  CAF_CHECK_EQUAL(
      object({std::make_shared<const model::container>(c), nullptr, {}}),
      R"({"name":"bare","id":"4f66ad9a0b2e","status":"running","labels":{}})");
  CAF_CHECK_EQUAL(
      object(row_of(c, nothing)),
      R"({"name":"bare","id":"4f66ad9a0b2e","status":"running","labels":{},"source":"engine",)"
      R"("sampledAt":"2026-11-22T10:28:23.123Z"})");
}

CAF_TEST(the limit of cpu is reported in the unit of its usage) {
  const auto limit_percent = [](auto quota_us, auto period_us) {
    auto sample = full_sample();
    sample.now.limits = limits(quota_us, period_us);
    const auto parsed = nlohmann::json::parse(object(row_of(full_container(), sample)));
    return parsed["cpu"].value("limitPercent", -1.0);
  };
  CAF_CHECK_EQUAL(limit_percent(350'000, 100'000), 350.0);
  CAF_CHECK_EQUAL(limit_percent(1'000, 30'000), 3.33);
  CAF_CHECK_EQUAL(limit_percent(std::nullopt, 100'000), -1.0); // unlimited
  CAF_CHECK_EQUAL(limit_percent(100'000, std::nullopt), -1.0);
  CAF_CHECK_EQUAL(limit_percent(100'000, 0), -1.0);
}

CAF_TEST(stopped containers have facts only) {
  auto c = full_container();
  c.status = container_status::exited;
  c.exit_code = -1;
  c.oom_killed = true;
  const auto parsed = nlohmann::json::parse(object(row_of(c, full_sample())));
  CAF_CHECK_EQUAL(parsed.value("exitCode", 0), -1);
  CAF_CHECK(parsed.value("oomKilled", false));
  for (const auto* member : {"source", "sampledAt", "cpu", "memory", "network", "blockIo", "pids"})
    CAF_CHECK(!parsed.contains(member));
}

CAF_TEST(a paused container still has its values) {
  auto c = full_container();
  c.status = container_status::paused;
  CAF_CHECK(nlohmann::json::parse(object(row_of(c, full_sample()))).contains("memory"));
}

CAF_TEST(only labels that may be shown leave) {
  const std::vector<std::string> secret{"secret", "none"};
  const auto parsed =
      nlohmann::json::parse(object(row_of(full_container(), full_sample()), secret));
  CAF_CHECK_EQUAL(parsed["labels"].dump(), R"({"secret":"hunter2"})");
  CAF_CHECK(!parsed.contains("service"));
}

CAF_TEST(a service number that is none is absent) {
  for (const auto* number : {"", "x", "-1", "1x", "99999999999999999999"}) {
    auto c = full_container();
    c.labels["com.docker.compose.container-number"] = number;
    const auto parsed = nlohmann::json::parse(object(row_of(c, full_sample())));
    CAF_CHECK(!parsed["service"].contains("number"));
  }
}

CAF_TEST(texts of others are escaped) {
  auto c = full_container();
  c.name = "a\"b";
  c.labels["com.docker.compose.project"] = "x\",\"sampledAt\":\"2026-11-22T10:28:23.123Z\"}";
  const auto parsed = nlohmann::json::parse(object(row_of(c, full_sample())));
  CAF_CHECK_EQUAL(parsed.value("name", ""), c.name);
  CAF_CHECK_EQUAL(parsed["service"].value("project", ""), c.labels["com.docker.compose.project"]);
}

CAF_TEST(the age of memory details is reported where it differs) {
  auto sample = full_sample();
  sample.now.memory_clock = sample.now.clock;
  const auto fresh = nlohmann::json::parse(object(row_of(full_container(), sample)));
  CAF_CHECK(!fresh["memory"].contains("sampledAt"));
  auto without_details = full_sample();
  auto& now = without_details.now;
  now.memory_inactive_file_bytes = now.memory_rss_bytes = now.memory_cache_bytes =
      now.memory_swap_bytes = now.memory_oom_kills = std::nullopt;
  now.memory_pressure.reset();
  const auto plain = nlohmann::json::parse(object(row_of(full_container(), without_details)));
  CAF_CHECK(!plain["memory"].contains("sampledAt"));
}

CAF_TEST(another time alone is put into the same text) {
  const auto before = row_of(full_container(), full_sample());
  auto now = before;
  now.sampled_at += 1500ms;
  auto text = object(before);
  CAF_CHECK(set_sampled_at(text, before, now, {}));
  CAF_CHECK_EQUAL(text, object(now));
  CAF_CHECK(text.ends_with(R"("sampledAt":"2026-11-22T10:28:24.623Z"})"));
}

CAF_TEST(a text that gains a member is made again) {
  auto sample = full_sample();
  sample.now.memory_clock = sample.now.clock;
  const auto before = row_of(full_container(), sample);
  auto now = before;
  now.sampled_at += 1s;
  auto text = object(before);
  CAF_CHECK(!set_sampled_at(text, before, now, {}));
}

CAF_TEST(the text of a stopped container has no time to set) {
  auto c = full_container();
  c.status = container_status::exited;
  const auto before = row_of(c, full_sample());
  auto now = before;
  now.sampled_at += 1s;
  auto text = object(before);
  CAF_CHECK(set_sampled_at(text, before, now, {}));
  CAF_CHECK_EQUAL(text, object(now));
}

} // namespace docker_monitor::http::container_json_test
