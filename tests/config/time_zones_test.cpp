#define CAF_SUITE config.time_zones
#include "config/rule_file.hpp"
#include "config/time_zones.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <cstdlib>
#include <optional>
#include <string>

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace time_zones_test {

using namespace docker_monitor::config;
using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

/// Sets `TZ` until it ends.
class zone_variable {
 public:
  explicit zone_variable(const char* value) {
    if (const char* before = std::getenv("TZ"))
      before_ = before;
    ::setenv("TZ", value, 1);
    ::tzset();
  }

  zone_variable(const zone_variable&) = delete;
  zone_variable& operator=(const zone_variable&) = delete;

  ~zone_variable() {
    if (before_)
      ::setenv("TZ", before_->c_str(), 1);
    else
      ::unsetenv("TZ");
    ::tzset();
  }

 private:
  std::optional<std::string> before_;
};

engine_time at(std::string_view text) {
  return *parse_rfc3339(text);
}

std::chrono::local_days day(int month, unsigned of) {
  return std::chrono::local_days{
      std::chrono::year{2026} / std::chrono::month{static_cast<unsigned>(month)}
      / std::chrono::day{of}};
}

constexpr auto nightly = "[[maintenance]]\nname = 'a'\nfrom = '02:00'\nto = '04:00'\n";

} // namespace

CAF_TEST(every form of TZ is the zone it names) {
  for (const auto* value :
       {"Europe/Berlin", ":Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3",
        ":CET-1CEST,M3.5.0,M10.5.0/3", "<CET>-1<CEST>,M3.5.0/2,M10.5.0/3",
        "/usr/share/zoneinfo/Europe/Berlin", ":/usr/share/zoneinfo/Europe/Berlin"}) {
    CAF_MESSAGE(value);
    const zone_variable set{value};
    const auto zone = system_time_zone();
    CAF_REQUIRE(zone.has_value());
    CAF_REQUIRE(*zone != nullptr);
    const auto& berlin = **zone;
    CAF_CHECK(berlin.offset(at("2026-01-15T12:00:00Z")) == 1h);
    CAF_CHECK(berlin.offset(at("2026-07-15T12:00:00Z")) == 2h);
    CAF_CHECK(berlin.moment(day(1, 15), 2h) == at("2026-01-15T01:00:00Z"));
    CAF_CHECK(berlin.moment(day(7, 15), 2h) == at("2026-07-15T00:00:00Z"));
    // Set forward on 29 March from 2:00 to 3:00, back on 25 October from 3:00 to 2:00.
    CAF_CHECK(berlin.moment(day(3, 29), 90min) == at("2026-03-29T00:30:00Z"));
    CAF_CHECK(berlin.moment(day(3, 29), 150min) == at("2026-03-29T01:00:00Z"));
    CAF_CHECK(berlin.moment(day(3, 29), 180min) == at("2026-03-29T01:00:00Z"));
    CAF_CHECK(berlin.moment(day(10, 25), 150min) == at("2026-10-25T00:30:00Z"));
    CAF_CHECK(berlin.moment(day(10, 25), 180min) == at("2026-10-25T02:00:00Z"));
  }
}

CAF_TEST(rules without a summer are a zone) {
  const zone_variable set{"<+0330>-3:30"};
  const auto zone = system_time_zone();
  CAF_REQUIRE(zone.has_value());
  CAF_REQUIRE(*zone != nullptr);
  CAF_CHECK((*zone)->offset(at("2026-07-15T12:00:00Z")) == 210min);
}

CAF_TEST(the file of the machine is a zone) {
  const zone_variable set{":/etc/localtime"};
  const bool is_there = ::access("/etc/localtime", R_OK) == 0;
  CAF_CHECK_EQUAL(system_time_zone().has_value(), is_there);
}

CAF_TEST(a TZ that names no zone is reported) {
  for (const auto* value :
       {"Nowhere/Land", ":Nowhere/Land", "/nowhere", "/etc/passwd", "CET-1CEST,M3", "C-1",
        "CET-"}) {
    CAF_MESSAGE(value);
    const zone_variable set{value};
    const auto zone = system_time_zone();
    CAF_REQUIRE(!zone.has_value());
    CAF_CHECK(zone.error().code == failure_code::bad_option);
    CAF_CHECK(zone.error().message.find(std::string{'"'} + value + '"') != std::string::npos);
  }
}

CAF_TEST(a pipe without a writer is no zone) {
  const docker_monitor::tests::scratch_directory directory;
  const std::string pipe = directory / "pipe";
  CAF_REQUIRE_EQUAL(::mkfifo(pipe.c_str(), 0600), 0);
  const zone_variable restored{"UTC0"};
  ::setenv("TZ", pipe.c_str(), 1); // without tzset(), which would wait for a writer
  CAF_CHECK(!system_time_zone().has_value());
}

CAF_TEST(a window needs a zone unless its times have one) {
  const zone_variable set{"Nowhere/Land"};
  const auto weekly = parse_rules(nightly, "r.toml");
  CAF_REQUIRE(!weekly.has_value());
  CAF_CHECK(weekly.error().message.starts_with(
      "r.toml:1: timezone: the environment variable TZ is \"Nowhere/Land\""));
  CAF_CHECK(parse_rules(nightly + std::string{"timezone = 'Europe/Berlin'\n"}, "r").has_value());
  const std::string once = "[[maintenance]]\nname = 'a'\n";
  CAF_CHECK(parse_rules(once + "from = 2026-11-22T22:00:00Z\nto = 2026-11-22T23:00:00Z\n", "r")
                .has_value());
  CAF_CHECK(!parse_rules(once + "from = 2026-11-22T22:00:00\nto = 2026-11-22T23:00:00Z\n", "r")
                 .has_value());
}

CAF_TEST(a window is open when the clock of TZ says so) {
  const zone_variable set{"CET-1CEST,M3.5.0,M10.5.0/3"};
  const auto rules = parse_rules(nightly, "r");
  CAF_REQUIRE(rules.has_value());
  const auto& window = rules->windows.front();
  CAF_CHECK(window.end(at("2026-07-15T00:30:00Z")) == at("2026-07-15T02:00:00Z"));
  CAF_CHECK(!window.end(at("2026-07-15T02:30:00Z")));
}

} // namespace time_zones_test
