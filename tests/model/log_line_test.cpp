#define CAF_SUITE model.log_line
#include "model/log_line.hpp"

#include <caf/test/unit_test.hpp>

using namespace docker_monitor::model;

CAF_TEST(whatever a message holds the line is JSON on one line) {
  CAF_CHECK_EQUAL(
      json_log_line(*parse_rfc3339("2026-11-22T10:28:23.5Z"), "info", "a \"b\"\n\xff"),
      "{\"time\":\"2026-11-22T10:28:23.500Z\",\"level\":\"info\","
      "\"message\":\"a \\\"b\\\"\\n\xef\xbf\xbd\"}");
}
