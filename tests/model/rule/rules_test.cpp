#define CAF_SUITE model.rules
#include "model/rule/rules.hpp"

#include <caf/test/unit_test.hpp>

#include <cmath>

namespace docker_monitor::model::rules_test {

using namespace std::chrono_literals;

namespace {

bool is_about(double found, double wanted) {
  return std::abs(found - wanted) <= 1e-9 * std::abs(wanted);
}

double limit_of(std::string_view when) {
  return parse_condition(when).value().limit;
}

std::string refused(std::string_view when) {
  const auto result = parse_condition(when);
  CAF_REQUIRE(!result.has_value());
  CAF_CHECK(result.error().code == failure_code::bad_option);
  return result.error().message;
}

} // namespace

CAF_TEST(a value has a limit and where it is over) {
  const auto above = parse_condition(" cpu.percent  >  90 ").value();
  CAF_CHECK(above.what == measure::value);
  CAF_CHECK_EQUAL(above.text, "cpu.percent");
  CAF_CHECK_EQUAL(above.of->name, "cpu.percent");
  CAF_CHECK(!above.below);
  CAF_CHECK(is_about(above.limit, 90));
  CAF_CHECK(is_about(above.clear, 85.5));
  CAF_CHECK(above.hold == 0ms);
  const auto below = parse_condition("cpu.percent<2").value();
  CAF_CHECK(below.below);
  CAF_CHECK(is_about(below.clear, 2.1));
  const auto negative = parse_condition("rate(memory.usageBytes) < -20").value();
  CAF_CHECK(is_about(negative.clear, -19));
  CAF_CHECK(is_about(parse_condition("rate(memory.usageBytes) > -20").value().clear, -21));
}

CAF_TEST(an alarm ends at a value that can be) {
  CAF_CHECK_EQUAL(parse_condition("memory.percent < 98").value().clear, 100.0);
  CAF_CHECK(is_about(parse_condition("memory.percent < 90").value().clear, 94.5));
  CAF_CHECK_EQUAL(parse_condition("pids.current > 1").value().clear, 1.0);
  CAF_CHECK_EQUAL(parse_condition("cpu.percent > 0").value().clear, 0.0);
  auto c = parse_condition("cpu.percent > 90").value();
  CAF_CHECK(!never_clears(c));
  c.clear = -0.5;
  CAF_REQUIRE(never_clears(c).has_value());
  CAF_CHECK(never_clears(c)->message.find("never below 0") != std::string::npos);
  auto growth = parse_condition("rate(memory.usageBytes) > 20").value();
  growth.clear = -1e9;
  CAF_CHECK(!never_clears(growth));
}

CAF_TEST(a limit that is no number any more is refused) {
  CAF_CHECK_EQUAL(refused("memory.usageBytes > 1e308TB"), "the limit \"1e308TB\" is too large");
  CAF_CHECK_EQUAL(refused("memory.usageBytes > 1e400"), "the limit \"1e400\" is no number");
  CAF_CHECK_EQUAL(refused("memory.usageBytes > nan"), "the limit \"nan\" is no number");
  CAF_CHECK_EQUAL(refused("memory.usageBytes > inf"), "the limit \"inf\" is no number");
}

CAF_TEST(a rate and a time to the limit are over five minutes) {
  const auto rate = parse_condition("rate( pids.current ) > 3").value();
  CAF_CHECK(rate.what == measure::rate);
  CAF_CHECK_EQUAL(rate.of->name, "pids.current");
  CAF_CHECK(rate.hold == 5min);
  const auto time = parse_condition("time-to-limit(memory) < 10m").value();
  CAF_CHECK(time.what == measure::time_to_limit);
  CAF_CHECK_EQUAL(time.of->name, "memory.workingSetBytes");
  CAF_CHECK_EQUAL(time.text, "time-to-limit(memory)");
  CAF_CHECK(is_about(time.limit, 600));
  CAF_CHECK(time.hold == 5min);
}

CAF_TEST(a limit may have a unit of its metric) {
  const std::string bytes = "memory.usageBytes > 2";
  CAF_CHECK(is_about(limit_of(bytes), 2));
  CAF_CHECK(is_about(limit_of(bytes + "B"), 2));
  for (const auto* unit : {"k", "kB", "KB"})
    CAF_CHECK(is_about(limit_of(bytes + unit), 2e3));
  for (const auto* unit : {"M", "MB", " MB"})
    CAF_CHECK(is_about(limit_of(bytes + unit), 2e6));
  for (const auto* unit : {"G", "GB"})
    CAF_CHECK(is_about(limit_of(bytes + unit), 2e9));
  CAF_CHECK(is_about(limit_of(bytes + "TB"), 2e12));
  for (const auto* unit : {"Ki", "KiB"})
    CAF_CHECK(is_about(limit_of(bytes + unit), 2048));
  for (const auto* unit : {"Mi", "MiB"})
    CAF_CHECK(is_about(limit_of(bytes + unit), 2097152));
  for (const auto* unit : {"Gi", "GiB"})
    CAF_CHECK(is_about(limit_of(bytes + unit), 2147483648));
  CAF_CHECK(is_about(limit_of(bytes + "TiB"), 2199023255552));
  CAF_CHECK(is_about(limit_of("rate(network.rxBytes) > 1.5MB"), 1.5e6));
  CAF_CHECK(is_about(limit_of("network.rxBytesPerSecond > 1MB"), 1e6));
  CAF_CHECK(is_about(limit_of("cpu.percent > 90%"), 90));
  const std::string seconds = "cpu.usageSeconds > 2";
  CAF_CHECK(is_about(limit_of(seconds + "ms"), 0.002));
  CAF_CHECK(is_about(limit_of(seconds + "s"), 2));
  CAF_CHECK(is_about(limit_of(seconds + "m"), 120));
  CAF_CHECK(is_about(limit_of(seconds + "h"), 7200));
}

CAF_TEST(what is no condition is refused with what would be one) {
  CAF_CHECK(refused("cpu.percent 90").find("expected METRIC > LIMIT") != std::string::npos);
  CAF_CHECK(refused("").find("expected METRIC") != std::string::npos);
  CAF_CHECK(refused(" > 90").find("unknown metric \"\"") != std::string::npos);
  CAF_CHECK(refused("cpu.percnt > 90").find("did you mean \"cpu.percent\"?") != std::string::npos);
  CAF_CHECK(refused("rat(pids.current) > 1").find("did you mean \"rate\"?") != std::string::npos);
  CAF_CHECK(refused("rate(pids.current > 1").find("unknown metric") != std::string::npos);
  CAF_CHECK(refused("time-to-limit(pids) < 1").find("knows \"memory\" only") != std::string::npos);
  CAF_CHECK(refused("time-to-limit(memory) > 1").find("write < instead") != std::string::npos);
  for (const auto* limit : {"", "x", "inf", "nan", "1e999"})
    CAF_CHECK(
        refused(std::string{"cpu.percent > "} + limit).find("is no number") != std::string::npos);
  CAF_CHECK(refused("cpu.percent > 5MB").find("but the metric is in percent") != std::string::npos);
  CAF_CHECK(refused("memory.usageBytes > 5s").find("is in bytes") != std::string::npos);
  CAF_CHECK(refused("time-to-limit(memory) < 5%").find("is in seconds") != std::string::npos);
}

CAF_TEST(what can never be is refused) {
  for (const auto* odd :
       {"exitCode > 0", "exitCode < 1", "pids.current < 1", "pids.limit < 1", "pids.limit < 0.5",
        "memory.limitBytes < 1", "memory.limitBytes < 1B", "cpu.percent < 0",
        "memory.percent > 100", "cpu.hostPercent > 100%", "memory.usageBytes < 0",
        "rate(network.rxBytes) < 0", "time-to-limit(memory) < 0"})
    CAF_CHECK_NOT_EQUAL(refused(odd), "");
  for (const auto* fine :
       {"pids.current < 2", "pids.limit < 2", "memory.limitBytes < 1MiB", "memory.percent > 99",
        "cpu.percent > 400", "restartCount > 0", "rate(memory.usageBytes) < 0",
        "cpu.percent < 0.5"})
    CAF_CHECK(parse_condition(fine).has_value());
  CAF_CHECK_EQUAL(refused("memory.percent > 100"), "memory.percent is never above 100");
  CAF_CHECK_EQUAL(refused("memory.limitBytes < 1"), "memory.limitBytes is never below 1");
}

CAF_TEST(kinds that nothing ends do not stay open) {
  CAF_CHECK(stays_open(alarm_kind::down));
  CAF_CHECK(!stays_open(alarm_kind::oom));
  CAF_CHECK(!stays_open(alarm_kind::up));
  CAF_CHECK(!stays_open(alarm_kind::event_gap));
}

CAF_TEST(each ending has the kind it ends) {
  CAF_CHECK(ended_kind(alarm_kind::up) == alarm_kind::down);
  CAF_CHECK(ended_kind(alarm_kind::unpaused) == alarm_kind::paused);
  CAF_CHECK(ended_kind(alarm_kind::healthy) == alarm_kind::unhealthy);
  CAF_CHECK(ended_kind(alarm_kind::restart_loop) == alarm_kind::restart_loop);
}

} // namespace docker_monitor::model::rules_test
