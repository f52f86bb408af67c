#define CAF_SUITE bench.bare_loop
#include "bench/machine/interruption.hpp"
#include "bench/measurement/bare_loop.hpp"

#include <caf/test/unit_test.hpp>

#include <map>

namespace bare_loop_test {

using namespace docker_monitor::bench;
using namespace std::chrono_literals;

CAF_TEST(every container is sampled once an interval) {
  std::map<std::size_t, int> times;
  const auto cost = run_in_slots(10, 3ms, 4, [&](std::size_t i) { ++times[i]; });
  CAF_CHECK_EQUAL(cost.samples, 40u);
  CAF_CHECK_EQUAL(times.size(), 10u);
  for (const auto& [container, count] : times)
    CAF_CHECK_EQUAL(count, 4);
  CAF_CHECK(cost.us_per_sample() > 0);
}

CAF_TEST(files beyond the budget are opened each time and read all the same) {
  bare_reader reader{{{"/proc/version", "/proc/version"}, {"/proc/version"}}, 1};
  CAF_CHECK_EQUAL(reader.kept(), 1u);
  reader.read(1);
  const auto one = reader.bytes();
  CAF_CHECK(one > 0);
  reader.read(0);
  reader.read(0);
  CAF_CHECK_EQUAL(reader.bytes(), 5 * one);
}

CAF_TEST(a file that is not there is no free sample) {
  bare_reader reader{{{"/proc/no/such"}}, 10};
  bool refused = false;
  try {
    reader.read(0);
  } catch (const harness_error&) {
    refused = true;
  }
  CAF_CHECK(refused);
}

} // namespace bare_loop_test
