#define CAF_SUITE bench.line_chart
#include "bench/report/line_chart.hpp"

#include <caf/test/unit_test.hpp>

namespace line_chart_test {

using namespace docker_monitor::bench;

namespace {

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++found;
  return found;
}

} // namespace

CAF_TEST(every point is drawn within the image) {
  const auto svg = to_svg({{"title", "x", "y", {{"line", {{1, 0.5}, {10'000, 700}}, false}}}});
  CAF_CHECK(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
  CAF_CHECK_EQUAL(count(svg, "<circle "), 2u);
  CAF_CHECK_EQUAL(count(svg, "nan"), 0u);
  CAF_CHECK_EQUAL(count(svg, "inf"), 0u);
  // The least at the left end of the axis, the most at the right.
  CAF_CHECK_EQUAL(count(svg, "<circle cx=\"74.0\""), 1u);
  CAF_CHECK_EQUAL(count(svg, "<circle cx=\"432.0\""), 1u);
}

CAF_TEST(axes are labelled by powers of ten) {
  const auto svg = to_svg({{"title", "x", "y", {{"line", {{1, 0.05}, {10'000, 3}}, false}}}});
  for (const auto* label : {">0.01<", ">0.1<", ">1<", ">10<", ">100<", ">1,000<", ">10,000<"})
    CAF_CHECK(count(svg, label) >= 1);
}

CAF_TEST(one value and none at all give a chart too) {
  CAF_CHECK_EQUAL(count(to_svg({{"t", "x", "y", {{"one", {{10, 10}}, true}}}}), "<circle "), 1u);
  const auto svg = to_svg({{"t", "x", "y", {}}});
  CAF_CHECK_EQUAL(count(svg, "nan"), 0u);
  CAF_CHECK(svg.ends_with("</svg>\n"));
}

CAF_TEST(names are escaped) {
  const auto svg = to_svg({{"a < b & c", "x", "y", {}}});
  CAF_CHECK_EQUAL(count(svg, "a &lt; b &amp; c"), 1u);
}

} // namespace line_chart_test
