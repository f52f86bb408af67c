#define CAF_SUITE terminal.clock_skew
#include "terminal/client/clock_skew.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

namespace clock_skew_test {

using namespace docker_monitor;
using namespace std::chrono_literals;

namespace {

std::chrono::nanoseconds skew_by(std::chrono::nanoseconds off, std::chrono::nanoseconds age = 0s) {
  const auto wall = terminal::at().wall;
  return terminal::clock_skew(wall + off, wall, age);
}

} // namespace

CAF_TEST(the difference is that of the newest sample to now) {
  CAF_CHECK(skew_by(1h) == 1h);
  CAF_CHECK(skew_by(-1h) == -1h);
  CAF_CHECK(skew_by(-1h, 30s) == -1h);
}

CAF_TEST(what is on its way is no difference) {
  CAF_CHECK(skew_by(3s) == 0s);
  CAF_CHECK(skew_by(-3s) == 0s);
  CAF_CHECK(skew_by(-4s) == -4s);
  CAF_CHECK(skew_by(-33s, 30s) == 0s);
  CAF_CHECK(skew_by(33s, 30s) == 33s);
}

CAF_TEST(what no clock shows is no difference) {
  const auto wall = terminal::at().wall;
  CAF_CHECK(terminal::clock_skew(std::nullopt, wall, 0s) == 0s);
  CAF_CHECK(terminal::clock_skew(model::engine_time::max(), wall, 0s) == 0s);
  CAF_CHECK(terminal::clock_skew(model::engine_time::min(), wall, 0s) == 0s);
}

} // namespace clock_skew_test
