#define CAF_SUITE engine.cgroup_text
#include "engine/cgroup/cgroup_text.hpp"

#include <caf/test/unit_test.hpp>

#include <limits>
#include <string>
#include <vector>

namespace cgroup_text_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;

namespace {

constexpr std::string_view net_dev =
    "Inter-|   Receive                                                |  Transmit\n"
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs "
    "drop fifo colls carrier compressed\n"
    "    lo:     500       5    0    0    0     0          0         0      500       5    0    0 "
    "   0     0       0          0\n"
    "  eth0:    1102      13    1    2    0     0          0         0     574       7    3    4  "
    "  0     0       0          0\n";

} // namespace

CAF_TEST(a number is what a file begins with) {
  CAF_CHECK(parse_number("42\n") == 42u);
  CAF_CHECK(parse_number("0") == 0u);
  CAF_CHECK(parse_number("18446744073709551615\n") == std::numeric_limits<std::uint64_t>::max());
  for (const auto* text : {"", "\n", "max\n", "-1\n", " 1", "18446744073709551616\n", "x1"})
    CAF_CHECK(!parse_number(text));
}

CAF_TEST(cpu statistics are read in both versions) {
  const auto v2 = parse_cpu_stat("usage_usec 329551\nuser_usec 33924\nsystem_usec 295626\n"
                                 "nice_usec 0\nnr_periods 7\nnr_throttled 3\nthrottled_usec 11\n");
  CAF_CHECK(v2.total_ns == 329551000u && v2.user_ns == 33924000u && v2.system_ns == 295626000u);
  CAF_CHECK(v2.periods == 7u && v2.throttled_periods == 3u && v2.throttled_ns == 11000u);
  const auto v1 = parse_cpu_stat("nr_periods 684\nnr_throttled 36\nthrottled_time 971745806\n");
  CAF_CHECK(!v1.total_ns && v1.periods == 684u && v1.throttled_ns == 971745806u);
  // Without the cpu controller, v2 reports the time alone.
  const auto bare = parse_cpu_stat("usage_usec 5\nuser_usec 4\nsystem_usec 1\n");
  CAF_CHECK(bare.total_ns == 5000u && !bare.periods && !bare.throttled_ns);
}

CAF_TEST(ticks become nanoseconds) {
  const auto split = parse_cpuacct_stat("user 2\nsystem 4\n", 100);
  CAF_CHECK(split.user_ns == 20'000'000u && split.system_ns == 40'000'000u);
}

CAF_TEST(memory details are the totals on v1 and the only ones on v2) {
  const auto v1 = parse_memory_stat_v1(
      "cache 1\nrss 2\nrss_huge 3\nswap 4\ninactive_file 5\nhierarchical_memory_limit 6\n"
      "total_cache 10\ntotal_rss 20\ntotal_rss_huge 30\ntotal_swap 40\ntotal_inactive_file 50\n");
  CAF_CHECK(v1.cache == 10u && v1.rss == 20u && v1.swap == 40u && v1.inactive_file == 50u);
  const auto v2 = parse_memory_stat_v2(
      "anon 1\nfile 2\nkernel 3\nfile_mapped 4\nanon_thp 5\ninactive_anon 6\ninactive_file 7\n");
  CAF_CHECK(v2.rss == 1u && v2.cache == 2u && v2.inactive_file == 7u && !v2.swap);
}

CAF_TEST(oom kills are counted in both versions and hits of the limit in the second) {
  const auto v2 =
      parse_memory_events("low 0\nhigh 4\nmax 9\noom 3\noom_kill 2\noom_group_kill 1\n");
  CAF_CHECK(v2.oom_kills == 2u && v2.limit_hits == 9u && v2.high == 4u);
  const auto v1 = parse_memory_events("oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
  CAF_CHECK(v1.oom_kills == 1u && !v1.limit_hits && !v1.high);
  // Before Linux 4.13.
  CAF_CHECK(!parse_memory_events("oom_kill_disable 0\nunder_oom 0\n").oom_kills);
}

CAF_TEST(the bandwidth of v2 is a quota in a period) {
  const auto half = parse_cpu_max("50000 100000\n");
  CAF_CHECK(half.quota_us == 50000u && half.period_us == 100000u);
  const auto unlimited = parse_cpu_max("max 100000\n");
  CAF_CHECK(!unlimited.quota_us && unlimited.period_us == 100000u);
  CAF_CHECK(!parse_cpu_max("50000 100000").quota_us); // cut
  CAF_CHECK(!parse_cpu_max("").period_us);
}

CAF_TEST(a weight of v2 stands for shares of v1) {
  CAF_CHECK(shares_of_weight(1) == 2u);
  CAF_CHECK(shares_of_weight(10'000) == 262'144u);
  CAF_CHECK(shares_of_weight(39) == 998u); // what runc makes of 1024
  CAF_CHECK(shares_of_weight(100) == 2597u);
  for (const auto weight : {0u, 10'001u})
    CAF_CHECK(!shares_of_weight(weight));
  CAF_CHECK(!shares_of_weight(std::nullopt));
  // What an engine makes a weight of is got back but for what the coarser scale loses.
  for (std::uint64_t shares = 2; shares <= 262'144; shares += 97) {
    const auto weight = 1 + (shares - 2) * 9'999 / 262'142;
    const auto back = shares_of_weight(weight).value_or(0);
    CAF_REQUIRE(back <= shares && shares - back <= 27);
  }
}

CAF_TEST(pressure has its totals) {
  const auto both = parse_pressure("some avg10=0.00 avg60=0.00 avg300=0.00 total=338778\n"
                                   "full avg10=0.00 avg60=0.00 avg300=0.00 total=265764\n");
  CAF_CHECK((both == model::pressure{338778, 265764}));
  CAF_CHECK((parse_pressure("some avg10=0.00 total=5\n") == model::pressure{5, 0}));
  CAF_CHECK(!parse_pressure(""));
}

CAF_TEST(interfaces are read but for the loopback) {
  const auto first = parse_net_dev(net_dev, nullptr);
  CAF_REQUIRE(first != nullptr);
  CAF_REQUIRE_EQUAL(first->size(), 1u);
  CAF_CHECK((first->front() == model::interface_counters{"eth0", 1102, 13, 1, 2, 574, 7, 3, 4}));
  CAF_CHECK(parse_net_dev(net_dev, first) == first);
  auto moved = std::string(net_dev);
  moved.replace(moved.find("1102"), 4, "1103");
  const auto second = parse_net_dev(moved, first);
  CAF_CHECK(second != first && second->front().rx_bytes == 1103u);
  const auto loopback_only = net_dev.substr(0, net_dev.find("  eth0"));
  CAF_CHECK(parse_net_dev(loopback_only, first) == nullptr);
  const auto two = std::string(net_dev) + " eth1: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n";
  CAF_CHECK_EQUAL(parse_net_dev(two, first)->size(), 2u);
  CAF_CHECK_EQUAL(parse_net_dev(net_dev, parse_net_dev(two, nullptr))->size(), 1u);
}

CAF_TEST(the memory of the host is in kilobytes) {
  CAF_CHECK(parse_memory_total("MemTotal:       2021548 kB\nMemFree: 1 kB\n") == 2070065152u);
  CAF_CHECK(!parse_memory_total("MemFree: 1 kB\n"));
}

CAF_TEST(no text is too broken to be read) {
  const std::vector<std::string> texts{
      "usage_usec 329551\nuser_usec 33924\nsystem_usec 295626\nthrottled_usec 1\n",
      "total_rss 1\ntotal_cache 2\ntotal_swap 3\nanon 1\nfile 2\ninactive_file 9\n",
      "50000 100000\nmax 18\noom_kill 1\n",
      "some avg10=0.00 total=5\nfull total=6\n",
      std::string(net_dev),
      "usage_usec 99999999999999999999999\nuser_usec -5\nsystem_usec 18446744073709551615\n",
      std::string(1, '\0') + "\xff\n\n \n:\n= \n total=\nsome\nTotal\n"};
  for (const auto& text : texts) {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      for (const auto& part : {text.substr(0, i), text.substr(i)}) {
        parse_number(part);
        parse_cpu_stat(part);
        parse_cpuacct_stat(part, 100);
        parse_memory_stat_v1(part);
        parse_memory_stat_v2(part);
        parse_memory_events(part);
        parse_cpu_max(part);
        parse_pressure(part);
        parse_net_dev(part, nullptr);
        parse_memory_total(part);
      }
    }
  }
  // A line that is cut is not taken for a smaller number.
  CAF_CHECK(!parse_cpu_stat("usage_usec 3295").total_ns);
  CAF_CHECK(!parse_memory_stat_v1("total_rss 12").rss);
  // What does not fit is not there.
  CAF_CHECK(!parse_cpu_stat("usage_usec 18446744073709551615\n").total_ns);
}

} // namespace cgroup_text_test
