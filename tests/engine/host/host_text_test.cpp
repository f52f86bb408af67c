#define CAF_SUITE engine.host_text
#include "engine/host/host_text.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace host_text_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;

CAF_TEST(the host was busy when it neither idled nor waited) {
  // user nice system idle iowait irq softirq steal guest guest_nice
  const auto cpu = parse_host_cpu("cpu  10 2 30 4000 500 6 7 80 9 1\ncpu0 1 1 1 1\n", 100);
  CAF_REQUIRE(cpu.has_value());
  constexpr std::uint64_t tick = 10'000'000;
  CAF_CHECK_EQUAL(cpu->user_ns, 12 * tick); // guests' time is in it already
  CAF_CHECK_EQUAL(cpu->system_ns, 43 * tick);
  CAF_CHECK_EQUAL(cpu->total_ns, 135 * tick);
  CAF_CHECK(parse_host_cpu("cpu 1 2 3 4\n", 100)->total_ns == 6 * tick); // before Linux 2.6
  for (const auto* text : {"", "cpu 1 2 3\n", "cpu 1 2 3 4", "cpu0 1 2 3 4\n", "cpu 1 2 x 4\n"})
    CAF_CHECK(!parse_host_cpu(text, 100));
}

CAF_TEST(the boot is told in seconds) {
  CAF_CHECK(
      parse_boot_time("btime 1795340652") == model::engine_time{std::chrono::seconds{1795340652}});
  for (const auto* line : {"", "btime", "btime x", "ctxt 1795340652", "btime 99999999999999999999"})
    CAF_CHECK(!parse_boot_time(line));
}

CAF_TEST(the memory of the host is what is not free) {
  const auto memory = parse_host_memory(
      "MemTotal:       1000 kB\nMemFree:         400 kB\nMemAvailable:    600 kB\n"
      "Buffers:           5 kB\nCached:          150 kB\nSwapCached:        9 kB\n"
      "Inactive:         99 kB\nInactive(anon):   39 kB\nInactive(file):   60 kB\n"
      "SwapTotal:        80 kB\nSwapFree:         50 kB\nAnonPages:       300 kB\n");
  CAF_CHECK(memory.total == 1000u * 1024);
  CAF_CHECK(memory.used == 600u * 1024);
  CAF_CHECK(memory.cache == 155u * 1024);
  CAF_CHECK(memory.inactive_file == 60u * 1024);
  CAF_CHECK(memory.anonymous == 300u * 1024);
  CAF_CHECK(memory.swap_used == 30u * 1024);
  const auto part = parse_host_memory("MemTotal: 1 kB\nMemFree: 2 kB\nCached: 3 kB\n");
  CAF_CHECK(part.total == 1024u);
  CAF_CHECK(!part.used && !part.cache && !part.inactive_file && !part.swap_used);
}

CAF_TEST(tasks are behind the slash) {
  CAF_CHECK(parse_host_tasks("10.29 7.72 7.07 5/1020 1443\n") == 1020u);
  for (const auto* text : {"", "1 2 3", "1 2 3 4 5\n", "1 2 3 4/ 5\n", "1 2 3 4/x 5\n"})
    CAF_CHECK(!parse_host_tasks(text));
}

CAF_TEST(no text about the host is too broken to be read) {
  const std::vector<std::string> texts{
      "cpu  10 2 30 4000 500 6 7 80 9 1\nbtime 1795340652\n",
      "MemTotal:       1000 kB\nMemFree: 5\nCached:\nBuffers: -1 kB\n", "10.29 7.72 7.07 5/10 1\n",
      std::string(1, '\0') + "\xff\n\n \n:\n= \n cpu\n/\n"};
  for (const auto& text : texts) {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      for (const auto& part : {text.substr(0, i), text.substr(i)}) {
        parse_host_cpu(part, 100);
        parse_boot_time(part);
        parse_host_memory(part);
        parse_host_tasks(part);
      }
    }
  }
}

} // namespace host_text_test
