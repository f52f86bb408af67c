#define CAF_SUITE config.option_values
#include "config/options.hpp"

#include <caf/test/unit_test.hpp>

namespace option_values_test {

using namespace docker_monitor::config;
using namespace std::chrono_literals;

CAF_TEST(a duration has a number and a unit) {
  CAF_CHECK(parse_duration("250ms") == 250ms);
  CAF_CHECK(parse_duration("1s") == 1s);
  CAF_CHECK(parse_duration("5m") == 5min);
  CAF_CHECK(parse_duration("2h") == 2h);
  CAF_CHECK(parse_duration("0s") == 0ms);
  CAF_CHECK(parse_duration("007s") == 7s);
}

CAF_TEST(what is no duration is none) {
  for (const auto* text :
       {"", "s", "5", "-1s", "+1s", " 1s", "1 s", "1s ", "1.5s", "1e3s", "0x1s", "1S", "1min", "1d",
        "1ss", "99999999999999999999s"})
    CAF_CHECK(!parse_duration(text));
}

CAF_TEST(a duration is 100 years at most whatever its unit) {
  CAF_CHECK(parse_duration("876000h") == max_duration);
  CAF_CHECK(parse_duration("52560000m") == max_duration);
  CAF_CHECK(parse_duration("3153600000s") == max_duration);
  CAF_CHECK(parse_duration("3153600000000ms") == max_duration);
  for (const auto* text :
       {"876001h", "52560001m", "3153600001s", "3153600000001ms", "9999999h", "1000000000h",
        "9223372036854775807ms", "9223372036854775807h", "9223372036854775808ms"})
    CAF_CHECK(!parse_duration(text));
}

CAF_TEST(the longest duration can be added to a time of today) {
  using time = std::chrono::sys_time<std::chrono::nanoseconds>;
  const time today{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30}};
  CAF_CHECK(today + max_duration > today);
  CAF_CHECK(today - max_duration < today);
}

CAF_TEST(a number of bytes may have a unit of a thousand or of 1024) {
  CAF_CHECK(parse_bytes("0") == 0u);
  CAF_CHECK(parse_bytes("7") == 7u);
  CAF_CHECK(parse_bytes("7B") == 7u);
  CAF_CHECK(parse_bytes("2kB") == 2000u);
  CAF_CHECK(parse_bytes("2KB") == 2000u);
  CAF_CHECK(parse_bytes("2KiB") == 2048u);
  CAF_CHECK(parse_bytes("2MB") == 2'000'000u);
  CAF_CHECK(parse_bytes("2MiB") == 2'097'152u);
  CAF_CHECK(parse_bytes("2GB") == 2'000'000'000u);
  CAF_CHECK(parse_bytes("2GiB") == 2'147'483'648u);
  CAF_CHECK(parse_bytes("2TB") == 2'000'000'000'000u);
  CAF_CHECK(parse_bytes("2TiB") == 2'199'023'255'552u);
}

CAF_TEST(what is no number of bytes is none) {
  for (const auto* text :
       {"", "B", "-1", "+1", " 1", "1 B", "1.5MB", "1mb", "1K", "1PB", "1MBs",
        "18446744073709551616"})
    CAF_CHECK(!parse_bytes(text));
}

CAF_TEST(a number of bytes is an exabyte at most) {
  constexpr std::uint64_t exabyte = 1'000'000'000'000'000'000;
  CAF_CHECK(parse_bytes("1000000000000000000") == exabyte);
  CAF_CHECK(!parse_bytes("1000000000000000001"));
  CAF_CHECK(parse_bytes("1000000TB") == exabyte);
  CAF_CHECK(!parse_bytes("1000001TB"));
  CAF_CHECK(!parse_bytes("18446744073709551615TiB"));
  CAF_CHECK(!parse_bytes("18446744073709551615"));
}

CAF_TEST(the mounts that a container lacks are named as flags) {
  std::string there;
  const auto exists = [&](const std::string& path) { return path == there; };
  options given;
  CAF_CHECK_EQUAL(
      missing_mounts(given, exists),
      "-v /sys/fs/cgroup:/host/sys/fs/cgroup:ro -v /proc:/host/proc:ro");
  there = "/host/sys/fs/cgroup";
  CAF_CHECK_EQUAL(missing_mounts(given, exists), "-v /proc:/host/proc:ro");
  there = "/host/proc";
  CAF_CHECK_EQUAL(missing_mounts(given, exists), "-v /sys/fs/cgroup:/host/sys/fs/cgroup:ro");
  given.cgroup_root = "/elsewhere";
  CAF_CHECK_EQUAL(missing_mounts(given, exists), "");
}

} // namespace option_values_test
