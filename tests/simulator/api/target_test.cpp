#define CAF_SUITE simulator.target
#include "simulator/api/target.hpp"

#include <caf/test/unit_test.hpp>

namespace target_test {

using namespace docker_monitor::simulator;

CAF_TEST(a target has a version and decoded segments and parameters) {
  const auto parsed = parse_target("/v1.45/containers/a%2Fb/json?filters=%7B%7D&all=1&x");
  CAF_CHECK_EQUAL(parsed.version, "1.45");
  CAF_CHECK_EQUAL(parsed.segments, (std::vector<std::string>{"containers", "a/b", "json"}));
  CAF_CHECK_EQUAL(parsed.value("filters"), "{}");
  CAF_CHECK(parsed.flag("all"));
  CAF_CHECK(!parsed.flag("x"));
}

CAF_TEST(a container whose name begins like a version is no version) {
  CAF_CHECK(parse_target("/containers/v1.2/json").version.empty());
}

CAF_TEST(broken percent codes stay as they are) {
  const auto parsed = parse_target("/%zz%4");
  CAF_CHECK_EQUAL(parsed.segments.front(), "%zz%4");
}

CAF_TEST(no number is the default) {
  const auto parsed = parse_target("/?a=12&b=&c=1x");
  CAF_CHECK_EQUAL(parsed.number("a", 7), 12u);
  CAF_CHECK_EQUAL(parsed.number("b", 7), 7u);
  CAF_CHECK_EQUAL(parsed.number("c", 7), 7u);
}

} // namespace target_test
