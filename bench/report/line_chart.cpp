#include "bench/report/line_chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace docker_monitor::bench {

namespace {

constexpr double chart_width = 460;
constexpr double chart_height = 320;
constexpr double left = 74;
constexpr double right = 28;
constexpr double top = 34;
constexpr double bottom = 44;
constexpr double legend_line = 16;

/// Distinct colours of middle lightness, visible on white and on black.
constexpr std::array<std::string_view, 6> colours{"#2f81f7", "#d9822b", "#3fa34d",
                                                  "#c74b6f", "#8a63d2", "#5f8a8b"};

/// A logarithmic axis from a power of ten to another.
struct log_axis {
  int from = 0;
  int to = 1;

  void cover(double value) {
    from = std::min(from, static_cast<int>(std::floor(std::log10(value) + 1e-9)));
    to = std::max(to, static_cast<int>(std::ceil(std::log10(value) - 1e-9)));
  }

  /// Returns the position of a value: 0 at the lower end, 1 at the upper.
  [[nodiscard]] double place(double value) const {
    return (std::log10(value) - from) / (to - from);
  }
};

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f", value);
  return text;
}

std::string power_of_ten(int exponent) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.*f", std::max(-exponent, 0), std::pow(10, exponent));
  std::string plain = text;
  for (auto at = static_cast<int>(plain.size()) - 3; exponent > 2 && at > 0; at -= 3)
    plain.insert(static_cast<std::size_t>(at), ",");
  return plain;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string{c};
  return out;
}

void put_text(
    std::string& out, double x, double y, std::string_view anchor, std::string_view text,
    std::string_view more = {}) {
  out += "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"";
  out.append(anchor)
      .append("\"")
      .append(more)
      .append(">")
      .append(escaped(text))
      .append("</text>\n");
}

void put_rule(std::string& out, double x1, double y1, double x2, double y2) {
  out += "<path class=\"rule\" d=\"M" + number(x1) + ' ' + number(y1) + 'L' + number(x2) + ' '
         + number(y2) + "\"/>\n";
}

class drawing {
 public:
  drawing(const line_chart& chart, double x0, std::string& out) : x0_{x0}, out_{out} {
    bool first = true;
    for (const auto& line : chart.lines)
      for (const auto& [x, y] : line.points) {
        if (std::exchange(first, false)) {
          x_.from = x_.to = static_cast<int>(std::floor(std::log10(x) + 1e-9));
          y_.from = y_.to = static_cast<int>(std::floor(std::log10(y) + 1e-9));
        }
        x_.cover(x);
        y_.cover(y);
      }
    x_.to = std::max(x_.to, x_.from + 1);
    y_.to = std::max(y_.to, y_.from + 1);
  }

  void draw(const line_chart& chart) {
    frame(chart);
    std::size_t index = 0;
    for (const auto& line : chart.lines) {
      if (!line.points.empty())
        draw(line, index);
      ++index;
    }
  }

 private:
  [[nodiscard]] double x(double value) const {
    return x0_ + left + x_.place(value) * (chart_width - left - right);
  }
  [[nodiscard]] double y(double value) const {
    return chart_height - bottom - y_.place(value) * (chart_height - top - bottom);
  }

  void frame(const line_chart& chart) {
    put_text(out_, x0_ + left, 18, "start", chart.title, " font-weight=\"bold\"");
    for (int power = x_.from; power <= x_.to; ++power) {
      const auto at = x(std::pow(10, power));
      put_rule(out_, at, top, at, chart_height - bottom);
      put_text(out_, at, chart_height - bottom + 16, "middle", power_of_ten(power));
    }
    for (int power = y_.from; power <= y_.to; ++power) {
      const auto at = y(std::pow(10, power));
      put_rule(out_, x0_ + left, at, x0_ + chart_width - right, at);
      put_text(out_, x0_ + left - 6, at + 4, "end", power_of_ten(power));
    }
    put_text(
        out_, x0_ + (left + chart_width - right) / 2, chart_height - 8, "middle", chart.x_label);
    const auto middle = (top + chart_height - bottom) / 2;
    put_text(
        out_, x0_ + 12, middle, "middle", chart.y_label,
        " transform=\"rotate(-90 " + number(x0_ + 12) + ' ' + number(middle) + ")\"");
  }

  void draw(const chart_line& line, std::size_t index) {
    const auto colour = std::string{colours[line.colour % colours.size()]};
    const std::string dash = line.dashed ? " stroke-dasharray=\"5 4\"" : "";
    std::string path;
    for (const auto& [px, py] : line.points) {
      path += (path.empty() ? "M" : "L") + number(x(px)) + ' ' + number(y(py));
      out_ += "<circle cx=\"" + number(x(px)) + "\" cy=\"" + number(y(py)) + "\" r=\"3\" fill=\""
              + colour + "\"/>\n";
    }
    out_ += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2\""
            + dash + "/>\n";
    const auto row = chart_height + 14 + legend_line * static_cast<double>(index);
    out_ += "<path d=\"M" + number(x0_ + left) + ' ' + number(row - 4) + "h24\" stroke=\"" + colour
            + "\" stroke-width=\"2\"" + dash + "/>\n";
    put_text(out_, x0_ + left + 30, row, "start", line.name);
  }

  double x0_;
  std::string& out_;
  log_axis x_;
  log_axis y_;
};

} // namespace

std::string to_svg(const std::vector<line_chart>& charts) {
  std::size_t lines = 0;
  for (const auto& chart : charts)
    lines = std::max(lines, chart.lines.size());
  const auto width = number(chart_width * static_cast<double>(charts.size()));
  const auto height = number(chart_height + 10 + legend_line * static_cast<double>(lines));
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\""
                    + height + "\" viewBox=\"0 0 " + width + ' ' + height
                    + "\" font-family=\"sans-serif\" font-size=\"12\">\n"
                      "<style>text{fill:#57606a}.rule{stroke:#8b949e;stroke-opacity:.35}"
                      "@media(prefers-color-scheme:dark){text{fill:#9aa4ae}}</style>\n";
  double x0 = 0;
  for (const auto& chart : charts) {
    drawing{chart, x0, out}.draw(chart);
    x0 += chart_width;
  }
  return out + "</svg>\n";
}

} // namespace docker_monitor::bench
