#define CAF_SUITE terminal.chart
#include "terminal/view/chart.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

#include <limits>

namespace chart_test {

using namespace docker_monitor::terminal;

namespace {

std::vector<chart_point> rising(int seconds) {
  std::vector<chart_point> points;
  for (int i = 0; i <= seconds; ++i)
    points.push_back({at(i).wall, static_cast<float>(i)});
  return points;
}

} // namespace

CAF_TEST(a chart rises to its right end below its scale) {
  const auto points = rising(100);
  const auto lines = chart({"CPU", points, at(100).wall, 27, 4});
  CAF_REQUIRE_EQUAL(lines.size(), 6u);
  const auto title = text_of(chart({"CPU", points, at(100).wall, 80, 4}).front());
  CAF_CHECK_EQUAL(title, "CPU  now 100.0%  average 50.00%  most 100.0%");
  for (const auto& one : lines)
    CAF_CHECK(width_of(one) <= 27u);
  CAF_CHECK(text_of(lines[1]).starts_with(" 100% │  "));
  CAF_CHECK(text_of(lines[1]).ends_with("▇"));
  CAF_CHECK(text_of(lines[4]).starts_with("   0% │▁"));
  CAF_CHECK(text_of(lines[4]).ends_with("███"));
  CAF_CHECK_EQUAL(text_of(lines[5]), "       1m40s ago        now");
}

CAF_TEST(a gap stays a gap and the time between readings is none) {
  const auto unknown = std::numeric_limits<float>::quiet_NaN();
  const std::vector<chart_point> points{
      {at(0).wall, 50},   {at(15).wall, 50},  {at(30).wall, 50}, {at(45).wall, unknown},
      {at(400).wall, 50}, {at(415).wall, 50}, {at(430).wall, 50}};
  const auto lines = chart({"CPU", points, at(430).wall, 7 + 43, 1});
  CAF_REQUIRE_EQUAL(lines.size(), 3u);
  const auto blocks = text_of(lines[1]);
  CAF_CHECK(blocks.starts_with("  50% │████ "));
  CAF_CHECK(blocks.ends_with("   ███"));
}

CAF_TEST(idle looks other than unknown) {
  const std::vector<chart_point> points{{at(0).wall, 0}, {at(1).wall, 0}};
  const auto lines = chart({"CPU", points, at(1).wall, 40, 2});
  CAF_CHECK(text_of(lines[2]).ends_with("▁"));
}

CAF_TEST(without values there is a sentence and without room no blocks) {
  const auto empty = chart({"CPU", {}, at().wall, 40, 4});
  CAF_REQUIRE_EQUAL(empty.size(), 1u);
  CAF_CHECK_EQUAL(text_of(empty.front()), "CPU  nothing is known yet");
  const auto points = rising(3);
  CAF_CHECK_EQUAL(chart({"CPU", points, at(3).wall, 5, 4}).size(), 1u);
}

CAF_TEST(scales are round numbers) {
  CAF_CHECK_EQUAL(round_scale(0), 1.0);
  CAF_CHECK_EQUAL(round_scale(1.5), 2.0);
  CAF_CHECK_EQUAL(round_scale(3), 5.0);
  CAF_CHECK_EQUAL(round_scale(7), 10.0);
  CAF_CHECK_EQUAL(round_scale(101), 200.0);
}

} // namespace chart_test
