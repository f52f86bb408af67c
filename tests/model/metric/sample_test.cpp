#define CAF_SUITE model.sample
#include "model/metric/sample.hpp"

#include <caf/test/unit_test.hpp>

#include <cmath>

namespace sample_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

counters reading(std::chrono::milliseconds at, std::uint64_t cpu_ns) {
  counters c;
  c.read_at = engine_time{at};
  c.clock = at;
  c.cpu_total_ns = cpu_ns;
  c.memory_usage_bytes = 600;
  c.memory_inactive_file_bytes = 100;
  c.memory_limit_bytes = 1000;
  return c;
}

/// The sample of two readings.
sample rates(const counters& before, const counters& now) {
  return docker_monitor::model::rates(first_sample(before), before.clock, now);
}

} // namespace

CAF_TEST(one and a half busy cores are 150 percent) {
  const auto s = rates(reading(1000ms, 0), reading(3000ms, 3'000'000'000));
  CAF_REQUIRE(s.cpu_percent.has_value());
  CAF_CHECK_EQUAL(*s.cpu_percent, 150.0);
}

CAF_TEST(a counter that went back gives no value) {
  CAF_CHECK(!rates(reading(1000ms, 5), reading(2000ms, 4)).cpu_percent);
}

CAF_TEST(two readings at one instant give no value) {
  CAF_CHECK(!rates(reading(1000ms, 5), reading(1000ms, 9)).cpu_percent);
}

CAF_TEST(memory is usage without the inactive file cache in percent of the limit) {
  const auto s = rates(reading(1000ms, 0), reading(2000ms, 0));
  CAF_REQUIRE(s.memory_percent.has_value());
  CAF_CHECK_EQUAL(*s.memory_percent, 50.0);
  CAF_CHECK(s.memory_working_set_bytes == 500u);
  CAF_CHECK(s.cpu_percent == 0.0);
}

CAF_TEST(a cache larger than usage is not taken off) {
  auto c = reading(1000ms, 0);
  c.memory_inactive_file_bytes = 700;
  CAF_CHECK(working_set(c) == 600u);
  c.memory_inactive_file_bytes.reset();
  CAF_CHECK(working_set(c) == 600u);
  c.memory_usage_bytes.reset();
  CAF_CHECK(!working_set(c));
}

CAF_TEST(without a limit there is no percentage) {
  auto c = reading(2000ms, 0);
  c.memory_limit_bytes.reset();
  CAF_CHECK(!rates(reading(1000ms, 0), c).memory_percent);
}

namespace {

interfaces_ptr eth0(std::uint64_t rx, std::uint64_t tx) {
  interface_counters eth0{.name = "eth0"};
  eth0.rx_bytes = rx;
  eth0.tx_bytes = tx;
  return std::make_shared<const std::vector<interface_counters>>(1, eth0);
}

} // namespace

CAF_TEST(traffic is bytes a second over the time between its own readings) {
  auto before = reading(1000ms, 0);
  auto now = reading(2000ms, 0);
  before.network_clock = 0ms;
  before.interfaces = eth0(100, 50);
  now.network_clock = 2000ms;
  now.interfaces = eth0(300, 50);
  const auto s = rates(before, now);
  CAF_REQUIRE_EQUAL(s.interfaces.size(), 1u);
  CAF_CHECK(s.interfaces[0].rx_bytes_per_second == 100.0);
  CAF_CHECK(s.interfaces[0].tx_bytes_per_second == 0.0);
}

CAF_TEST(a group that was not read again keeps its rates) {
  auto first = reading(1000ms, 0);
  first.interfaces = eth0(0, 0);
  first.block_read_bytes = 0;
  auto second = reading(2000ms, 0);
  second.network_clock = second.block_clock = 1000ms;
  second.interfaces = eth0(700, 0);
  second.block_read_bytes = 900;
  auto third = second;
  third.clock = 3000ms;
  const auto s = rates(first, second);
  const auto t = docker_monitor::model::rates(s, second.clock, third);
  CAF_REQUIRE_EQUAL(t.interfaces.size(), 1u);
  CAF_CHECK(t.interfaces[0].rx_bytes_per_second == 700.0);
  CAF_CHECK(t.block_read_bytes_per_second == 900.0);
  CAF_CHECK(!t.block_write_bytes_per_second);
}

CAF_TEST(pressure on the host is the part of the time since it was read before) {
  auto first = reading(1000ms, 0);
  first.pressure_clock = 1000ms;
  first.cpu_pressure = {1'000'000, 0};
  first.memory_pressure = {0, 0};
  auto second = reading(11'000ms, 0);
  second.pressure_clock = 11'000ms;
  second.cpu_pressure = {3'500'000, 0};
  second.memory_pressure = {1'000'000, 500'000};
  second.block_pressure = {7, 7}; // for the first time
  const auto s = rates(first, second);
  CAF_REQUIRE(s.host_pressure != nullptr);
  const auto is = [](std::optional<double> value, double percent) {
    return value && std::abs(*value - percent) < 1e-9;
  };
  CAF_CHECK(is(s.host_pressure->cpu_waiting, 25));
  CAF_CHECK(is(s.host_pressure->memory_waiting, 10));
  CAF_CHECK(is(s.host_pressure->memory_stalled, 5));
  CAF_CHECK(!s.host_pressure->block_waiting && !s.host_pressure->block_stalled);
  // It holds until it is read again, which is seldom.
  auto third = second;
  third.clock = 12'000ms;
  const auto t = docker_monitor::model::rates(s, second.clock, third);
  CAF_CHECK(t.host_pressure == s.host_pressure);
  third.pressure_clock = 21'000ms;
  third.memory_pressure = {0, 0}; // went back
  third.block_pressure = {20'000'007, 7};
  const auto u = docker_monitor::model::rates(t, third.clock, third);
  CAF_REQUIRE(u.host_pressure != nullptr);
  CAF_CHECK(is(u.host_pressure->cpu_waiting, 0));
  CAF_CHECK(!u.host_pressure->memory_waiting && !u.host_pressure->memory_stalled);
  CAF_CHECK(is(u.host_pressure->block_waiting, 100)); // no more than all the time
  CAF_CHECK(is(u.host_pressure->block_stalled, 0));
}

CAF_TEST(without two readings of the pressure there is none) {
  auto now = reading(2000ms, 0);
  now.pressure_clock = 2000ms;
  CAF_CHECK(rates(reading(1000ms, 0), now).host_pressure == nullptr);
  now.cpu_pressure = now.memory_pressure = now.block_pressure = {1, 1};
  CAF_CHECK(first_sample(now).host_pressure == nullptr);
  CAF_CHECK(rates(reading(1000ms, 0), now).host_pressure == nullptr);
  // Of a container it is only added up.
  auto before = now;
  before.pressure_clock = now.pressure_clock = 0ms;
  now.clock = 3000ms;
  CAF_CHECK(rates(before, now).host_pressure == nullptr);
}

CAF_TEST(a new interface has no rate yet) {
  auto now = reading(2000ms, 0);
  now.interfaces = eth0(300, 50);
  now.network_clock = 2000ms;
  const auto s = rates(reading(1000ms, 0), now);
  CAF_REQUIRE_EQUAL(s.interfaces.size(), 1u);
  CAF_CHECK(!s.interfaces[0].rx_bytes_per_second);
}

CAF_TEST(readings of two sources give no rate) {
  auto now = reading(2000ms, 50);
  now.source = source_kind::cgroup;
  const auto s = rates(reading(1000ms, 0), now);
  CAF_CHECK(!s.cpu_percent);
  CAF_CHECK(s.memory_percent == 50.0);
}

CAF_TEST(after readings that changed nothing a rate is over the last of them) {
  const auto idle = first_sample(reading(1000ms, 0));
  const auto s = docker_monitor::model::rates(idle, 9000ms, reading(10000ms, 500'000'000));
  CAF_CHECK(s.cpu_percent == 50.0);
}

CAF_TEST(memory details tell when they were read) {
  auto c = reading(9000ms, 0);
  c.memory_clock = 4000ms;
  CAF_CHECK(memory_read_at(c) == engine_time{4000ms});
}

CAF_TEST(a limit of CPU is in percent of a core) {
  counters c;
  CAF_CHECK(!cpu_limit_percent(c));
  resource_limits limits;
  const auto of = [&] {
    c.limits = std::make_shared<const resource_limits>(limits);
    return cpu_limit_percent(c);
  };
  CAF_CHECK(!of());
  limits.cpu_quota_us = 150'000;
  CAF_CHECK(!of());
  limits.cpu_period_us = 0;
  CAF_CHECK(!of());
  limits.cpu_period_us = 100'000;
  CAF_CHECK(of() == 150.0);
  limits.cpu_quota_us.reset();
  CAF_CHECK(!of());
}

CAF_TEST(a limit of CPU is the smaller of its quota and its cores) {
  resource_limits limits;
  counters c;
  const auto of = [&] {
    c.limits = std::make_shared<const resource_limits>(limits);
    return cpu_limit_percent(c);
  };
  limits.cores = 2;
  CAF_CHECK(of() == 200.0);
  limits.cpu_period_us = 100'000;
  limits.cpu_quota_us = 150'000;
  CAF_CHECK(of() == 150.0);
  limits.cpu_quota_us = 800'000;
  CAF_CHECK(of() == 200.0);
}

CAF_TEST(memory in use of the host is what is not available) {
  counters c;
  c.memory_usage_bytes = 900; // with caches
  c.memory_inactive_file_bytes = 100;
  c.memory_limit_bytes = 1000;
  CAF_CHECK(memory_in_use(c) == 800u); // a container's
  CAF_CHECK(first_sample(c).memory_percent == 80.0);
  c.memory_available_bytes = 600;
  CAF_CHECK(memory_in_use(c) == 400u);
  const auto host = first_sample(c);
  CAF_CHECK(host.memory_percent == 40.0);
  CAF_CHECK(host.memory_working_set_bytes == 800u); // as cAdvisor has it
}

CAF_TEST(the engine divides memory by the limit of the container itself) {
  counters c;
  c.memory_usage_bytes = 100;
  c.memory_limit_bytes = 200; // of a group above
  resource_limits limits;
  limits.memory_bytes = 400;
  limits.machine_memory_bytes = 1000;
  c.limits = std::make_shared<const resource_limits>(limits);
  CAF_CHECK(first_sample(c).memory_percent == 50.0);
  CAF_CHECK(engine_memory_percent(first_sample(c)) == 25.0);
  limits.memory_bytes.reset();
  c.limits = std::make_shared<const resource_limits>(limits);
  CAF_CHECK(engine_memory_percent(first_sample(c)) == 10.0);
  c.limits = nullptr; // as the engine's API reports it
  CAF_CHECK(engine_memory_percent(first_sample(c)) == 50.0);
  c.memory_limit_bytes.reset();
  CAF_CHECK(!engine_memory_percent(first_sample(c)));
}

CAF_TEST(time a hypervisor took has a rate of its own) {
  counters c;
  c.clock = std::chrono::seconds{1};
  c.cpu_total_ns = 0;
  c.cpu_steal_ns = 0;
  const auto before = first_sample(c);
  c.clock = std::chrono::seconds{2};
  c.cpu_total_ns = 500'000'000;
  c.cpu_steal_ns = 250'000'000;
  const auto now = rates(before, before.now.clock, c);
  CAF_CHECK(now.cpu_percent == 50.0);
  CAF_CHECK(now.cpu_steal_percent == 25.0);
}

CAF_TEST(a limit of nothing gives no percentage) {
  auto c = reading(2000ms, 0);
  c.memory_limit_bytes = 0;
  CAF_CHECK(!first_sample(c).memory_percent);
  c.memory_limit_bytes = 1;
  CAF_CHECK(first_sample(c).memory_percent == 50'000.0);
  c.memory_usage_bytes.reset();
  CAF_CHECK(!first_sample(c).memory_percent);
}

CAF_TEST(a cache as large as usage is not taken off) {
  auto c = reading(1000ms, 0);
  c.memory_inactive_file_bytes = 600;
  CAF_CHECK(working_set(c) == 600u);
  c.memory_inactive_file_bytes = 599;
  CAF_CHECK(working_set(c) == 1u);
}

CAF_TEST(a counter that is missing once gives no value) {
  auto without = reading(1000ms, 5);
  without.cpu_total_ns.reset();
  CAF_CHECK(!rates(without, reading(2000ms, 9)).cpu_percent);
  without = reading(2000ms, 5);
  without.cpu_total_ns.reset();
  CAF_CHECK(!rates(reading(1000ms, 5), without).cpu_percent);
  CAF_CHECK(rates(reading(1000ms, 5), reading(2000ms, 5)).cpu_percent == 0.0);
}

CAF_TEST(blocks written are bytes a second over the time between their own readings) {
  auto before = reading(1000ms, 0);
  auto now = reading(2000ms, 0);
  before.block_clock = 500ms;
  before.block_read_bytes = 10;
  before.block_write_bytes = 100;
  now.block_clock = 4500ms;
  now.block_read_bytes = 30;
  now.block_write_bytes = 500;
  const auto s = rates(before, now);
  CAF_CHECK(s.block_read_bytes_per_second == 5.0);
  CAF_CHECK(s.block_write_bytes_per_second == 100.0);
}

CAF_TEST(interfaces read at one instant that changed have no rate) {
  auto before = reading(1000ms, 0);
  auto now = reading(2000ms, 0);
  before.interfaces = eth0(100, 50);
  now.interfaces = eth0(300, 50);
  const auto s = rates(before, now);
  CAF_REQUIRE_EQUAL(s.interfaces.size(), 1u);
  CAF_CHECK(!s.interfaces[0].rx_bytes_per_second);
  now.interfaces.reset();
  CAF_CHECK(rates(before, now).interfaces.empty());
}

CAF_TEST(a nanosecond is time enough for a rate) {
  auto later = reading(1000ms, 7);
  later.clock += 1ns;
  CAF_CHECK(rates(reading(1000ms, 5), later).cpu_percent == 200.0);
}

} // namespace sample_test
