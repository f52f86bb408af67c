#define CAF_SUITE bench.system_files
#include "bench/machine/system_files.hpp"

#include <caf/test/unit_test.hpp>

#include <unistd.h>

namespace system_files_test {

using namespace docker_monitor::bench;
using namespace std::chrono_literals;

CAF_TEST(busy time leaves out idle and waiting and what others stole) {
  const auto* stat = "cpu  100 20 30 4000 500 6 7 800 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
  CAF_CHECK(busy_time(stat, 100) == 1630ms);
}

CAF_TEST(a text that is not proc stat has no busy time) {
  CAF_CHECK(busy_time("", 100) == 0ns);
  CAF_CHECK(busy_time("cpu  1 2\n", 100) == 0ns);
  CAF_CHECK(busy_time("intr 1 2 3 4 5 6 7 8\n", 100) == 0ns);
}

CAF_TEST(a keyed number is found by its whole key at the start of a line) {
  const auto* stat = "system_usec 5\nusage_usec 1234\nuser_usec 6\n";
  CAF_CHECK(keyed_number(stat, "usage_usec") == 1234);
  CAF_CHECK(keyed_number(stat, "usage") == std::nullopt);
  CAF_CHECK(keyed_number(stat, "nr_periods") == std::nullopt);
  CAF_CHECK(keyed_number("VmPeak:\t  100 kB\nVmRSS:\t   12 kB", "VmRSS") == 12);
}

CAF_TEST(our own process has memory and descriptors and used CPU) {
  CAF_CHECK(resident_bytes(getpid()) > 100'000);
  CAF_CHECK(open_descriptors(getpid()) >= 3);
  CAF_CHECK(process_cpu_time() > 0ns);
  const auto threads = thread_times(getpid());
  CAF_REQUIRE(threads.contains(getpid()));
  CAF_CHECK(threads.at(getpid()) > 0ns);
}

CAF_TEST(a process that is gone has neither) {
  CAF_CHECK_EQUAL(resident_bytes(0x7fffffff), 0u);
  CAF_CHECK_EQUAL(open_descriptors(0x7fffffff), 0u);
  CAF_CHECK(thread_times(0x7fffffff).empty());
}

} // namespace system_files_test
