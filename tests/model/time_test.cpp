#define CAF_SUITE model.time
#include "model/time.hpp"

#include <caf/test/unit_test.hpp>

namespace time_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

CAF_TEST(a time is read with any number of fraction digits) {
  const auto second = parse_rfc3339("2026-11-22T10:28:23Z");
  CAF_REQUIRE(second.has_value());
  CAF_CHECK(parse_rfc3339("2026-11-22T10:28:23.5Z") == *second + 500ms);
  CAF_CHECK(parse_rfc3339("2026-11-22T10:28:23.123456789Z") == *second + 123456789ns);
  CAF_CHECK(parse_rfc3339("2026-11-22T10:28:23.1234567891Z") == *second + 123456789ns);
  CAF_CHECK_EQUAL(second->time_since_epoch() / 1s, 1795343303);
}

CAF_TEST(an offset is taken off) {
  CAF_CHECK(parse_rfc3339("2026-11-22T10:28:23+01:30") == parse_rfc3339("2026-11-22T08:58:23Z"));
  CAF_CHECK(parse_rfc3339("2026-11-22T10:28:23-00:30") == parse_rfc3339("2026-11-22T10:58:23Z"));
}

CAF_TEST(what is no time and the zero time of Go are none) {
  for (const auto* text :
       {"", "0001-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T10:28:23", "2026-11-22T10:28:23.Z",
        "2026-11-22T10:28:23Zx", "2026-11-22T10:28:23+1:00", "yesterday"})
    CAF_CHECK(!parse_rfc3339(text));
}

CAF_TEST(a time is written with three digits and a cursor with nine) {
  const auto time = *parse_rfc3339("2026-11-22T10:28:23.123999Z");
  CAF_CHECK_EQUAL(format_rfc3339(time), "2026-11-22T10:28:23.123Z");
  CAF_CHECK_EQUAL(format_engine_cursor(time), "1795343303.123999000");
  CAF_CHECK_EQUAL(
      format_rfc3339(*parse_rfc3339("1969-12-31T23:59:59.5Z")), "1969-12-31T23:59:59.500Z");
}

CAF_TEST(every part of a time has its limits) {
  for (const auto* text :
       {"1700-01-01T00:00:00Z", "2261-12-31T23:59:59Z", "2026-01-01t00:00:00z",
        "2026-01-01 00:00:00Z", "2026-11-22T23:59:60Z", "2026-11-22T10:28:23+23:59",
        "2024-02-29T00:00:00Z", "2026-11-22T10:28:23.999999999Z"})
    CAF_CHECK(parse_rfc3339(text).has_value());
  for (const auto* text :
       {"1699-12-31T23:59:59Z",
        "2262-01-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-11-22T10:60:00Z",
        "2026-11-22T10:28:61Z",
        "2026-11-22T10:28:23+24:00",
        "2026-11-22T10:28:23+00:60",
        "2026-11-22T10:28:23+0:00",
        "2026-11-22T10:28:23+00.00",
        "2026-11-22T10:28:23+00:0",
        "2026-11-22T10:28:23+00:",
        "2026-11-22T10:28:Z",
        "2026-11-22T10:28:23-",
        "2026-11-22X10:28:23Z",
        "2026/11-22T10:28:23Z",
        "2026-11/22T10:28:23Z",
        "2026-11-22T10.28:23Z",
        "2026-11-22T10:28.23Z",
        "202a-11-22T10:28:23Z",
        "2026-11-22T1:28:23Z",
        "2026",
        "2026-11-22",
        "2026-11-22T10:28:2",
        "2026-11-22T10:28:23.5"})
    CAF_CHECK(!parse_rfc3339(text));
}

CAF_TEST(a sum beyond 64 bits is the last time and a difference the first) {
  const auto noon = *parse_rfc3339("2026-11-22T12:00:00Z");
  CAF_CHECK(later(noon, 10min) == noon + 10min);
  CAF_CHECK(later(noon, -10min) == noon - 10min);
  for (const auto by : {std::chrono::hours{9'999'999}, std::chrono::hours{1'000'000'000}}) {
    CAF_CHECK(later(noon, by) == engine_time::max());
    CAF_CHECK(later(noon, -by) == engine_time::min());
  }
  CAF_CHECK(later(noon, std::chrono::milliseconds::max()) == engine_time::max());
  CAF_CHECK(later(noon, std::chrono::milliseconds::min()) == engine_time::min());
  CAF_CHECK(later(engine_time::max(), 1ms) == engine_time::max());
  CAF_CHECK(later(engine_time::min(), -1ms) == engine_time::min());
}

CAF_TEST(plausible times are from 1970 to 2149) {
  CAF_CHECK(is_plausible(engine_time{}));
  CAF_CHECK(is_plausible(*parse_rfc3339("2149-12-31T23:59:59Z")));
  CAF_CHECK(!is_plausible(*parse_rfc3339("2150-01-01T00:00:00Z")));
  CAF_CHECK(!is_plausible(engine_time{-1ns}));
  CAF_CHECK(!is_plausible(engine_time::max()));
}

CAF_TEST(a Date of HTTP is read) {
  CAF_CHECK(
      parse_http_date("Sun, 22 Nov 2026 10:28:15 GMT") == parse_rfc3339("2026-11-22T10:28:15Z"));
  CAF_CHECK(
      parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT") == parse_rfc3339("1970-01-01T00:00:00Z"));
  CAF_CHECK(
      parse_http_date("Fri, 31 Dec 9999 23:59:59 GMT")
      == std::chrono::sys_seconds{std::chrono::seconds{253'402'300'799}});
  for (const auto* text :
       {"", "Sun, 22 Nov 2026 10:28:15", "Sun, 22 Nov 2026 10:28:15 CET",
        "Sun, 22 ovD 2026 10:28:15 GMT", "Sun, 31 Nov 2026 10:28:15 GMT",
        "Sun, 22 Nov 2026 24:28:15 GMT", "Sunday, 22-Nov-26 10:28:15 GM",
        "Sun Nov 22 10:28:15 2026     "})
    CAF_CHECK(!parse_http_date(text));
}

CAF_TEST(each fraction digit counts) {
  CAF_CHECK_EQUAL(
      format_engine_cursor(*parse_rfc3339("1970-01-01T00:00:07.987654321Z")), "7.987654321");
  CAF_CHECK_EQUAL(format_engine_cursor(*parse_rfc3339("1969-12-31T23:59:59.25Z")), "-1.250000000");
}

CAF_TEST(a time is written as it was read) {
  for (const auto* text :
       {"1970-01-01T00:00:00.000Z", "2026-12-31T23:59:59.999Z", "2000-02-29T01:02:03.004Z",
        "1700-01-01T00:00:00.000Z", "2261-12-31T10:20:30.040Z"})
    CAF_CHECK_EQUAL(format_rfc3339(*parse_rfc3339(text)), text);
}

} // namespace time_test
