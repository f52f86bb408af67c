#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::bench {

/// One line of a chart.
struct chart_line {
  std::string name;
  std::vector<std::pair<double, double>> points; ///< all above 0
  bool dashed = false;                           ///< what we are compared with
  std::size_t colour = 0;                        ///< which of six; what is compared has the same
};

/// One chart: both axes are logarithmic.
struct line_chart {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<chart_line> lines;
};

/// The charts next to each other as an SVG image that reads on light and dark ground. Lines without
/// points are left out.
std::string to_svg(const std::vector<line_chart>& charts);

} // namespace docker_monitor::bench
