#define CAF_SUITE model.sample
#include "model/sample.hpp"

#include <caf/test/unit_test.hpp>

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

counters reading(std::chrono::milliseconds at, std::uint64_t cpu_ns) {
  counters c;
  c.read_at = engine_time{at};
  c.cpu_total_ns = cpu_ns;
  c.memory_usage_bytes = 600;
  c.memory_inactive_file_bytes = 100;
  c.memory_limit_bytes = 1000;
  return c;
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
