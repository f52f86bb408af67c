#define CAF_SUITE model.signals
#include "model/container/signals.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace signals_test {

using docker_monitor::model::parse_signal;

CAF_TEST(a signal is a number or a name in any case) {
  CAF_CHECK(parse_signal("9") == 9);
  CAF_CHECK(parse_signal("KILL") == 9);
  CAF_CHECK(parse_signal("SIGKILL") == 9);
  CAF_CHECK(parse_signal("sigUsr1") == 10);
  CAF_CHECK(parse_signal("WINCH") == 28);
  CAF_CHECK(parse_signal("64") == 64);
}

CAF_TEST(real time signals count from either end) {
  CAF_CHECK(parse_signal("SIGRTMIN+3") == 37);
  CAF_CHECK(parse_signal("RTMIN") == 34);
  CAF_CHECK(parse_signal("RTMAX") == 64);
  CAF_CHECK(parse_signal("RTMAX-14") == 50);
}

CAF_TEST(anything else is no signal) {
  for (const auto* text :
       {"", "0", "-9", "65", "9x", "SIG", "FOO", "RTMIN-1", "RTMAX+1", "RTMIN+31", "RTMIN+", " 9"})
    CAF_CHECK_EQUAL(std::string{parse_signal(text) ? text : ""}, "");
}

} // namespace signals_test
