#define CAF_SUITE app.log_line
#include "app/log_line.hpp"

#include <caf/test/unit_test.hpp>

namespace log_line_test {

using namespace docker_monitor::app;

CAF_TEST(whatever a message holds the line is JSON on one line) {
  CAF_CHECK_EQUAL(
      json_log_line(
          *docker_monitor::model::parse_rfc3339("2026-11-22T10:28:23.5Z"), "info", "a \"b\"\n\xff"),
      "{\"time\":\"2026-11-22T10:28:23.500Z\",\"level\":\"info\","
      "\"message\":\"a \\\"b\\\"\\n\xef\xbf\xbd\"}");
}

CAF_TEST(no message forges a line of the log) {
  const auto time = *docker_monitor::model::parse_rfc3339("2026-11-22T10:28:23.5Z");
  CAF_CHECK_EQUAL(text_log_line(time, "info", "fine"), "2026-11-22T10:28:23.500Z info    fine");
  CAF_CHECK_EQUAL(
      text_log_line(time, "warning", "engine: no\n2026-11-22T10:28:24.000Z info    all is well"),
      "2026-11-22T10:28:23.500Z warning engine: no\\n2026-11-22T10:28:24.000Z info    all is well");
  CAF_CHECK_EQUAL(
      text_log_line(time, "critical", "\033[2J\r\xff\u202e"),
      "2026-11-22T10:28:23.500Z critical\\x1b[2J\\r\uFFFD\\u202e");
  CAF_CHECK_EQUAL(
      json_log_line(time, "info", "\u009b2J"),
      "{\"time\":\"2026-11-22T10:28:23.500Z\",\"level\":\"info\",\"message\":\"\\u009b2J\"}");
}

} // namespace log_line_test
