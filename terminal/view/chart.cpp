#include "terminal/view/chart.hpp"

#include "terminal/view/text.hpp"
#include "terminal/view/value_format.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace docker_monitor::terminal {

namespace {

using time_point = std::chrono::system_clock::time_point;

constexpr std::size_t scale_width = 7; // "100% │"

/// Returns the average of the values in each column's share of the time; NaN where there is none. A
/// column between two readings that are further apart than columns gets the older one.
std::vector<float> columns_of(const chart_request& request, time_point from, std::size_t count) {
  constexpr auto nothing = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> sums(count, 0.0F);
  std::vector<std::size_t> numbers(count, 0);
  const auto span = std::chrono::duration<double>(request.until - from).count();
  for (const auto& [time, value] : request.points) {
    if (std::isnan(value) || time < from)
      continue;
    const auto at = std::chrono::duration<double>(time - from).count() / span;
    const auto column = std::min(
        static_cast<std::size_t>(std::max(0.0, at) * static_cast<double>(count)), count - 1);
    sums[column] += value;
    ++numbers[column];
  }
  // Readings are intervals apart, so one or two columns without a reading are not a gap.
  const auto per_column = span / static_cast<double>(count);
  const auto bridged = static_cast<std::size_t>(std::ceil(20.0 / std::max(per_column, 0.01)));
  std::vector<float> values(count, nothing);
  std::size_t empty = 0;
  std::size_t last = count;
  for (std::size_t i = 0; i < count; ++i) {
    if (numbers[i] == 0) {
      ++empty;
      continue;
    }
    values[i] = sums[i] / static_cast<float>(numbers[i]);
    if (last < count && empty <= bridged)
      std::fill(
          values.begin() + static_cast<std::ptrdiff_t>(last) + 1,
          values.begin() + static_cast<std::ptrdiff_t>(i), values[last]);
    last = i;
    empty = 0;
  }
  return values;
}

struct summary {
  float newest = std::numeric_limits<float>::quiet_NaN();
  double most = 0;
  std::size_t count = 0;
};

summary summary_of(std::span<const chart_point> points) {
  summary s;
  for (const auto& [time, value] : points) {
    if (std::isnan(value))
      continue;
    s.newest = value;
    s.most = std::max(s.most, static_cast<double>(value));
    ++s.count;
  }
  return s;
}

/// Returns the average over time, independent of the number of readings.
double average_of(const std::vector<float>& values) {
  double sum = 0;
  std::size_t count = 0;
  for (const float value : values) {
    if (std::isnan(value))
      continue;
    sum += static_cast<double>(value);
    ++count;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

std::string
blocks(const std::vector<float>& values, double top, std::size_t row, std::size_t rows) {
  constexpr std::array<const char*, 9> eighths{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string text;
  for (const float value : values) {
    if (std::isnan(value)) {
      text += ' ';
      continue;
    }
    const auto height = static_cast<double>(value) / top * static_cast<double>(rows) * 8;
    auto level = std::lround(height) - static_cast<long>((rows - 1 - row) * 8);
    if (row == rows - 1) // distinguishes idle from unknown
      level = std::max(level, 1L);
    text += eighths.at(static_cast<std::size_t>(std::clamp(level, 0L, 8L)));
  }
  return text;
}

} // namespace

double round_scale(double value) {
  double scale = 1;
  while (scale < value) {
    if (scale * 2 >= value)
      return scale * 2;
    if (scale * 5 >= value)
      return scale * 5;
    scale *= 10;
  }
  return scale;
}

std::vector<line> chart(const chart_request& request) {
  const auto known = summary_of(request.points);
  std::vector<line> lines;
  line title;
  add(title, request.title, {.bold = true});
  if (known.count == 0) {
    add(title, "  nothing is known yet", {.dim = true});
    cut(title, request.width);
    lines.push_back(std::move(title));
    return lines;
  }
  add(title, "  now " + percent(static_cast<double>(known.newest)));
  const auto width = std::max(request.width, scale_width + 1) - scale_width;
  const auto from = std::min(request.points.front().time, request.until - std::chrono::minutes{1});
  const auto values = columns_of(request, from, width);
  add(title, "  average " + percent(average_of(values)));
  add(title, "  most " + percent(known.most));
  cut(title, request.width);
  lines.push_back(std::move(title));
  if (request.width < scale_width + 4 || request.height == 0)
    return lines;
  const auto top = round_scale(known.most);
  for (std::size_t row = 0; row < request.height; ++row) {
    const auto label = row == 0                    ? std::to_string(std::lround(top)) + "%"
                       : row + 1 == request.height ? std::string{"0%"}
                                                   : std::string{};
    line blocks_line;
    add(blocks_line, fit(label, scale_width - 2, side::right) + " │", {.dim = true});
    add(blocks_line, blocks(values, top, row, request.height), {.colour = colour::cyan});
    lines.push_back(std::move(blocks_line));
  }
  line times;
  add(times, std::string(scale_width, ' ') + brief_time(request.until - from) + " ago",
      {.dim = true});
  lines.push_back(spread(std::move(times), {{"now", {.dim = true}}}, request.width));
  return lines;
}

} // namespace docker_monitor::terminal
