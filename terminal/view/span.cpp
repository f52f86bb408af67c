#include "terminal/view/span.hpp"

#include "terminal/view/text.hpp"

#include <iterator>
#include <utility>

namespace docker_monitor::terminal {

void add(line& to, std::string text, style look) {
  if (text.empty())
    return;
  if (!to.empty() && to.back().style == look)
    to.back().text += text;
  else
    to.push_back({std::move(text), look});
}

std::size_t width_of(const line& of) {
  std::size_t width = 0;
  for (const auto& part : of)
    width += width_of(part.text);
  return width;
}

void pad(line& to, std::size_t width, style look) {
  const auto has = width_of(to);
  if (has < width)
    add(to, std::string(width - has, ' '), look);
}

void cut(line& of, std::size_t width) {
  for (auto part = of.begin(); part != of.end(); ++part) {
    const auto takes = width_of(part->text);
    if (takes <= width) {
      width -= takes;
      continue;
    }
    part->text = width == 0 ? "" : fit(part->text, width);
    of.erase(part->text.empty() ? part : std::next(part), of.end());
    return;
  }
}

std::string text_of(const line& of) {
  std::string text;
  for (const auto& part : of)
    text += part.text;
  return text;
}

line spread(line left, line right, std::size_t width) {
  const auto takes = width_of(right);
  if (width_of(left) + 2 + takes <= width) {
    pad(left, width - takes);
    left.insert(
        left.end(), std::make_move_iterator(right.begin()), std::make_move_iterator(right.end()));
  }
  cut(left, width);
  return left;
}

void append(std::vector<line>& to, std::vector<line> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

} // namespace docker_monitor::terminal
