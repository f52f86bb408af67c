#pragma once

#include "terminal/view/span.hpp"

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace docker_monitor::terminal {

/// A value at a time; NaN if unknown.
struct chart_point {
  std::chrono::system_clock::time_point time;
  float value = 0;
};

/// The contents of a chart.
struct chart_request {
  std::string title;
  std::span<const chart_point> points; ///< oldest first, in percent
  std::chrono::system_clock::time_point until;
  std::size_t width = 0;
  std::size_t height = 0; ///< of the blocks, without title and times
};

/// Draws a chart of block characters: a title with the newest, the average and the highest value,
/// the blocks with the scale on the left, and the times below. It covers the time of the points, at
/// least a minute.
std::vector<line> chart(const chart_request& request);

/// Returns the smallest of 1, 2, 5, 10, 20, 50, … that is not less than `value`.
double round_scale(double value);

} // namespace docker_monitor::terminal
