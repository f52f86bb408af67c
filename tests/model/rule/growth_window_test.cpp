#define CAF_SUITE model.growth_window
#include "model/rule/growth_window.hpp"

#include <caf/test/unit_test.hpp>

#include <cmath>

namespace growth_window_test {

using docker_monitor::model::growth_window;
using namespace std::chrono_literals;

namespace {

struct fixture {
  growth_window window{15s}; // a point each second
  growth_window::instant now{1000s};

  bool add(double value, std::chrono::milliseconds later = 1s) {
    now += later;
    return window.add(now, value);
  }

  /// Values that grow by so much a second, or don't.
  void grow(int seconds, double from, double step) {
    for (int i = 0; i < seconds; ++i)
      add(from + step * i);
  }
};

bool is_about(const std::optional<double>& found, double wanted) {
  return found && std::abs(*found - wanted) < 1e-6;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(growth_window_tests, fixture)

CAF_TEST(a point nearer than a fifteenth of the time is left out) {
  CAF_CHECK(add(1));
  CAF_CHECK(!add(2, 999ms));
  CAF_CHECK(add(3, 1ms));
  CAF_CHECK(add(4));
}

CAF_TEST(a slope is known when nine tenths of the time are) {
  grow(14, 100, 2);
  CAF_CHECK(!window.slope());
  CAF_CHECK(!window.lasting_slope());
  add(128, 499ms + 1ms); // too near
  add(128, 500ms);
  CAF_CHECK(is_about(window.slope(), 2));
  CAF_CHECK(is_about(window.lasting_slope(), 2));
}

CAF_TEST(exactly nine tenths are enough) {
  add(0);
  add(27, 13'500ms);
  CAF_CHECK(is_about(window.slope(), 2));
  window.clear();
  CAF_CHECK(!window.slope());
  add(0);
  add(27, 13'499ms);
  CAF_CHECK(!window.slope());
}

CAF_TEST(what is older than the time and half a step goes) {
  add(1000);
  add(0, 15'500ms);
  CAF_CHECK(window.slope().has_value()); // the first is in it still
  window.clear();
  add(1000);
  add(0, 15'501ms);
  CAF_CHECK(!window.slope());
}

CAF_TEST(values each two minutes have a slope over five minutes) {
  window = growth_window{5min};
  for (int i = 0; i < 3; ++i) {
    add(240.0 * i, 2min);
    CAF_CHECK(!window.slope()); // four minutes are not enough
  }
  for (int i = 3; i < 10; ++i) {
    add(240.0 * i, 2min);
    CAF_CHECK(is_about(window.slope(), 2));
    CAF_CHECK(is_about(window.lasting_slope(), 2));
  }
  add(240.0 * 9, 2min);
  add(240.0 * 9, 2min);
  CAF_CHECK(is_about(window.lasting_slope(), 0)); // of six minutes, the newer four
  add(240.0 * 9, 2min);
  CAF_CHECK(is_about(window.slope(), 0));
}

CAF_TEST(values each forty seconds have a slope over a minute) {
  window = growth_window{1min};
  add(0, 40s);
  add(80, 40s);
  CAF_CHECK(!window.slope());
  for (int i = 2; i < 10; ++i) {
    add(80.0 * i, 40s + 1ms * (i % 2)); // timers are late
    CAF_CHECK(window.slope().value_or(0) > 1.99);
  }
}

CAF_TEST(a pause between frequent values begins a new time) {
  grow(4, 100, 2);
  add(150, 13s);
  CAF_CHECK(window.slope().value_or(0) > 2);
  add(152);
  add(154);
  add(156);
  CAF_CHECK(!window.slope()); // the newest value before the pause is too old
}

CAF_TEST(what falls has a slope below nothing) {
  grow(16, 100, -3);
  CAF_CHECK(is_about(window.slope(), -3));
}

CAF_TEST(what grew and stopped does not go on growing) {
  grow(8, 0, 10);
  grow(8, 70, 0);
  CAF_CHECK(window.slope().value_or(0) > 3);
  CAF_CHECK(is_about(window.lasting_slope(), 0));
}

CAF_TEST(what begins to grow grows by the whole time only) {
  grow(8, 70, 0);
  grow(8, 70, 10);
  CAF_CHECK(is_about(window.lasting_slope(), *window.slope()));
}

CAF_TEST(the slope is that of the least squares) {
  for (int i = 0; i < 16; ++i)
    add(i % 2 == 0 ? 1e12 : 1e12 + 16); // small changes of large values keep their digits
  // Sum of (t - 7.5) (v - mean) over sum of (t - 7.5)^2: 64 / 340.
  CAF_CHECK(is_about(window.slope(), 64.0 / 340));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace growth_window_test
