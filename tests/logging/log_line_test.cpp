#define CAF_SUITE logging.log_line
#include "logging/log_line.hpp"

#include <caf/test/unit_test.hpp>

namespace log_line_test {

using namespace docker_monitor::logging;

CAF_TEST(whatever a message holds the line is JSON on one line) {
  CAF_CHECK_EQUAL(
      json_log_line(
          *docker_monitor::model::parse_rfc3339("2026-11-22T10:28:23.5Z"), "info", "a \"b\"\n\xff"),
      "{\"time\":\"2026-11-22T10:28:23.500Z\",\"level\":\"info\","
      "\"message\":\"a \\\"b\\\"\\n\xef\xbf\xbd\"}");
}

CAF_TEST(fields are members behind the message) {
  CAF_CHECK_EQUAL(
      json_log_line(
          *docker_monitor::model::parse_rfc3339("2026-11-22T10:28:23.5Z"), "warning", "down",
          R"(,"event":"sink-down","sink":"log:")"),
      R"({"time":"2026-11-22T10:28:23.500Z","level":"warning","message":"down",)"
      R"("event":"sink-down","sink":"log:"})");
}

CAF_TEST(the journal gets the priority of each level) {
  CAF_CHECK_EQUAL(journal_priority("critical"), "<2>");
  CAF_CHECK_EQUAL(journal_priority("error"), "<3>");
  CAF_CHECK_EQUAL(journal_priority("warning"), "<4>");
  CAF_CHECK_EQUAL(journal_priority("info"), "<6>");
  CAF_CHECK_EQUAL(journal_priority("debug"), "<7>");
}

CAF_TEST(a file is the journal if the variable names it) {
  CAF_CHECK(is_journal("8:1234", 8, 1234));
  CAF_CHECK(!is_journal("8:1234", 8, 123));
  CAF_CHECK(!is_journal("8:1234", 9, 1234));
  CAF_CHECK(!is_journal("8:1234x", 8, 1234));
  CAF_CHECK(!is_journal("", 0, 0));
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
