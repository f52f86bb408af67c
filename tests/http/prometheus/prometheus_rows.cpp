#include "tests/http/prometheus/prometheus_rows.hpp"

#include "http/prometheus/exposition.hpp"
#include "tests/model/metric/full_row.hpp"

#include <memory>
#include <utility>

namespace docker_monitor::http {

using namespace std::chrono_literals;

namespace {

constexpr model::engine_time started{1'700'000'000s + 250ms};

model::counters full_counters() {
  model::counters now;
  model::resource_limits limits;
  limits.cpu_quota_us = 50'000;
  limits.cpu_period_us = 100'000;
  limits.cpu_shares = 1024;
  limits.memory_bytes = 64'000'000;
  now.limits = std::make_shared<const model::resource_limits>(limits);
  now.cpu_total_ns = 12'000'000'345;
  now.cpu_user_ns = 7'000'000'000;
  now.cpu_system_ns = 5'000'000'000;
  now.cpu_periods = 40;
  now.cpu_throttled_periods = 4;
  now.cpu_throttled_ns = 1'500'000'000;
  now.cpu_pressure = model::pressure{1'000'001, 2};
  now.memory_usage_bytes = 9'000'000;
  now.memory_rss_bytes = 4'000'000;
  now.memory_cache_bytes = 3'000'000;
  now.memory_swap_bytes = 100;
  now.memory_oom_kills = 1;
  now.memory_failures = 17;
  now.memory_max_bytes = 9'500'000;
  now.memory_pressure = model::pressure{30, 20};
  now.interfaces = std::make_shared<const std::vector<model::interface_counters>>(
      std::vector<model::interface_counters>{
          {.name = "eth0",
           .rx_bytes = 1001,
           .rx_packets = 1002,
           .rx_errors = 1003,
           .rx_dropped = 1004,
           .tx_bytes = 1005,
           .tx_packets = 1006,
           .tx_errors = 1007,
           .tx_dropped = 1008},
          {.name = "eth1", .rx_bytes = 2001, .tx_bytes = 2005}});
  now.devices = std::make_shared<const std::vector<model::device_counters>>(
      std::vector<model::device_counters>{
          {.name = "sda",
           .read_bytes = 3001,
           .write_bytes = 3002,
           .read_operations = 3003,
           .write_operations = 3004},
          {.name = "8:16", .write_operations = 5}});
  now.block_pressure = model::pressure{7, 6};
  now.pids = 9;
  now.processes = 8;
  fill_unknown(now);
  return now;
}

} // namespace

model::row full_row(const std::string& name) {
  model::container container;
  container.id = "id-" + name;
  container.name = name;
  container.image = "nginx:1.25";
  container.status = model::container_status::running;
  container.labels = {{"com.docker.compose.project", "shop"}, {"secret", "value"}};
  container.started_at = started;
  container.health = "healthy";
  container.restart_count = 1;
  container.restarts = 2;
  model::sample sample;
  sample.now = full_counters();
  auto limits = *sample.now.limits;
  limits.cgroup_path = "/docker/" + container.id;
  sample.now.limits = std::make_shared<const model::resource_limits>(limits);
  sample.memory_working_set_bytes = 8'000'000;
  model::row row;
  row.container = std::make_shared<const model::container>(std::move(container));
  row.sampled_at = started + 100s;
  return with_sample(std::move(row), std::move(sample));
}

model::row host_row() {
  model::container container;
  container.id = container.name = model::host_id;
  container.status = model::container_status::running;
  container.started_at = started - 1000s;
  model::sample sample;
  sample.now.cpu_total_ns = 99'000'000'000;
  sample.now.memory_usage_bytes = 5'000'000'000;
  model::row row;
  row.container = std::make_shared<const model::container>(std::move(container));
  row.sampled_at = started + 100s;
  return with_sample(std::move(row), std::move(sample));
}

model::row with_sample(model::row row, model::sample sample) {
  row.sample = std::make_shared<const model::sample>(std::move(sample));
  return row;
}

model::row_ptr share(model::row row) {
  return std::make_shared<const model::row>(std::move(row));
}

std::string text_of(const exposition& page) {
  std::vector<body_ptr> parts;
  page.append_parts(parts);
  std::string text;
  for (const auto& part : parts)
    text += *part;
  return text;
}

} // namespace docker_monitor::http
