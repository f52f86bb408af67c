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
  bool dashed = false;                           ///< a reference for comparison
  std::size_t colour = 0;                        ///< one of six; compared lines have the same
};

/// One chart with two logarithmic axes.
struct line_chart {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<chart_line> lines;
};

/// Returns the charts side by side as an SVG image for light and dark backgrounds. Leaves out lines
/// without points.
std::string to_svg(const std::vector<line_chart>& charts);

} // namespace docker_monitor::bench
