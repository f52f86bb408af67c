#pragma once

#include "model/container/snapshot.hpp"
#include "model/metric/metric_table.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace docker_monitor::model {

/// Gives what is unknown of a reading's own counters numbers that are not found elsewhere.
inline void fill_unknown(counters& now) {
  std::uint64_t next = 103'000'000'001;
  for (const auto& metric : metric_table)
    if (const auto* member = std::get_if<read_count>(&metric.from); member && !(now.**member)) {
      now.** member = next;
      next += 1'010'000'001;
    }
}

/// A reading in which every number is known and no two are the same.
inline counters full_counters() {
  using namespace std::chrono_literals;
  counters now;
  now.read_at = engine_time{1'700'000'100s};
  now.clock = 100s;
  now.source = source_kind::cgroup;
  now.memory_clock = 90s;
  now.network_clock = now.block_clock = 100s;
  now.limits = std::make_shared<const resource_limits>(
      resource_limits{"/docker/4f66", 61'500, 100'000, 1023, 512 << 20, 4, 1 << 30});
  std::uint64_t next = 3'000'000'001;
  const auto fill = [&](auto&... members) { ((members = next, next += 1'010'000'001), ...); };
  fill(
      now.cpu_total_ns, now.cpu_user_ns, now.cpu_system_ns, now.cpu_periods,
      now.cpu_throttled_periods, now.cpu_throttled_ns, now.memory_usage_bytes,
      now.memory_inactive_file_bytes, now.memory_rss_bytes, now.memory_cache_bytes,
      now.memory_swap_bytes, now.memory_limit_bytes, now.memory_oom_kills, now.memory_failures,
      now.memory_max_bytes, now.block_read_bytes, now.block_write_bytes, now.block_read_operations,
      now.block_write_operations, now.pids, now.processes, now.pids_limit);
  now.cpu_pressure = {1'000'001, 2'000'002};
  now.memory_pressure = {3'000'003, 4'000'004};
  now.block_pressure = {5'000'005, 6'000'006};
  now.interfaces =
      std::make_shared<const std::vector<interface_counters>>(std::vector<interface_counters>{
          {"eth0", 11, 12, 13, 14, 15, 16, 17, 18}, {"eth1", 21, 22, 23, 24, 25, 26, 27, 28}});
  now.devices = std::make_shared<const std::vector<device_counters>>(
      std::vector<device_counters>{{"sda", 31, 32, 33, 34}, {"8:16", 41, 42, 43, 44}});
  fill_unknown(now);
  return now;
}

/// A sample in which every number is known and no two are the same.
inline sample full_sample() {
  sample s;
  s.now = full_counters();
  s.cpu_percent = 51.5;
  s.memory_working_set_bytes = 2'999'999'999;
  s.memory_percent = 41.25;
  s.block_read_bytes_per_second = 31.5;
  s.block_write_bytes_per_second = 21.5;
  s.interfaces = {{9.5, 10.5}, {19.5, 20.5}};
  return s;
}

/// A running container of which everything is known.
inline row full_row() {
  using namespace std::chrono_literals;
  const engine_time started{1'700'000'000s + 250ms};
  container c;
  c.id = "4f66ad9a0b2e";
  c.name = "shop-web-2";
  c.image = "nginx:1.25";
  c.status = container_status::running;
  c.image_id = "sha256:e4720093a3c1";
  c.labels = {
      {"com.docker.compose.project", "shop"},
      {"com.docker.compose.service", "web"},
      {"com.docker.compose.container-number", "2"},
      {"team", "a"}};
  c.network_mode = "shop_default";
  c.started_at = started;
  c.finished_at = started - 10s;
  c.exit_code = 3;
  c.health = "healthy";
  c.restart_count = 17;
  c.restarts = 19;
  c.oom_kills = 20'000'000'000;
  c.command = "sh -c true";
  c.size = {1001, 1002};
  return {
      std::make_shared<const container>(std::move(c)),
      std::make_shared<const sample>(full_sample()), started + 100s};
}

} // namespace docker_monitor::model
