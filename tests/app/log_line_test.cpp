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

} // namespace log_line_test
