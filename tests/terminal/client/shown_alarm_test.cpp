#define CAF_SUITE terminal.shown_alarm
#include "terminal/client/shown_alarm.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

namespace shown_alarm_test {

using namespace docker_monitor::terminal;
using namespace std::chrono_literals;

CAF_TEST(an alarm keeps all that the API has of it) {
  const auto alarm = parse_shown_alarm(whole_alarm());
  CAF_REQUIRE(alarm.has_value());
  CAF_CHECK_EQUAL(alarm->id, "7");
  CAF_CHECK_EQUAL(alarm->image, "registry.example.org/team/db:16");
  CAF_CHECK_EQUAL(alarm->host, "box");
  CAF_CHECK(alarm->exit_code == 137);
  CAF_CHECK(alarm->reading.has_value());
  CAF_REQUIRE(alarm->acknowledged_at.has_value());
  CAF_CHECK(*alarm->acknowledged_at == at(-60).wall);
  CAF_CHECK(!alarm->host_away);
}

CAF_TEST(its texts are safe to print) {
  const auto alarm = parse_shown_alarm(whole_alarm());
  CAF_REQUIRE(alarm.has_value());
  CAF_CHECK_EQUAL(alarm->acknowledged_by, "ann?[2J");
  CAF_CHECK_EQUAL(alarm->reason, "what ended it is?in the log of the kernel");
  CAF_REQUIRE_EQUAL(alarm->log_lines.size(), 2u);
  CAF_CHECK_EQUAL(alarm->log_lines[1], "    at main ?[31m");
  CAF_CHECK_EQUAL(alarm->probe_output, "curl: (7)\nrefused");
}

CAF_TEST(an alarm that nobody has acknowledged has no name for it) {
  const auto alarm = parse_shown_alarm(alarm_of("1", "db"));
  CAF_REQUIRE(alarm.has_value());
  CAF_CHECK_EQUAL(alarm->acknowledged_by, "");
  CAF_CHECK(!alarm->acknowledged_at);
}

CAF_TEST(the state of an alarm is unknown while its host is away) {
  const auto alarm = parse_shown_alarm(alarm_of("1", "db", "unknown"));
  CAF_REQUIRE(alarm.has_value());
  CAF_CHECK(alarm->host_away);
}

CAF_TEST(anything else is no alarm) {
  for (const auto* other : {"", "{}", "[]", "<html>"})
    CAF_CHECK(!parse_shown_alarm(other));
}

} // namespace shown_alarm_test
