#include "terminal/view/figures.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace docker_monitor::terminal {

namespace {

/// Blocks of 1 to 8 eighths: lower and left.
constexpr std::array<const char*, 8> lower_blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

template <std::size_t N>
std::string scaled(double value, double base, const std::array<const char*, N>& units, int digits) {
  std::size_t unit = 0;
  while (value >= base && unit + 1 < N) {
    value /= base;
    ++unit;
  }
  const auto most = std::pow(10.0, digits);
  if (value >= most - 0.5) // %g would write it with an exponent
    return fmt::format("{:.0f}{}", value, units[unit]);
  return fmt::format("{:.{}g}{}", value, digits, units[unit]);
}

} // namespace

std::string binary_bytes(std::uint64_t bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  return scaled(static_cast<double>(bytes), 1024.0, units, 4);
}

std::string decimal_bytes(double bytes) {
  constexpr std::array units{"B", "kB", "MB", "GB", "TB", "PB"};
  return scaled(bytes < 10 ? std::round(bytes) : bytes, 1000.0, units, 3);
}

std::string percent(double value) {
  return value >= 1000 ? fmt::format("{:.0f}%", value) : fmt::format("{:.2f}%", value);
}

std::string brief_time(std::chrono::nanoseconds time) {
  using namespace std::chrono;
  const auto s = std::max<std::int64_t>(0, floor<seconds>(time).count());
  constexpr std::int64_t minute = 60;
  constexpr std::int64_t hour = 60 * minute;
  constexpr std::int64_t day = 24 * hour;
  constexpr std::int64_t year = 365 * day;
  if (s >= year)
    return fmt::format("{}y{}d", s / year, s % year / day);
  if (s >= day)
    return fmt::format("{}d{}h", s / day, s % day / hour);
  if (s >= hour)
    return fmt::format("{}h{}m", s / hour, s % hour / minute);
  if (s >= minute)
    return fmt::format("{}m{}s", s / minute, s % minute);
  return fmt::format("{}s", s);
}

std::string bar(double share, std::size_t width) {
  const auto filled = static_cast<std::size_t>(
      std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(width)));
  const auto least = share > 0 ? std::size_t{1} : 0;
  const auto length = std::min(std::max(filled, least), width);
  return std::string(length, '|') + std::string(width - length, ' ');
}

std::string sparkline(std::span<const float> values, double most, std::size_t width) {
  if (values.size() > width)
    values = values.last(width);
  std::string drawn(width - values.size(), ' ');
  for (const float value : values) {
    if (std::isnan(value)) {
      drawn += ' ';
      continue;
    }
    const auto level = most > 0 ? std::lround(static_cast<double>(value) / most * 7) : 0;
    drawn += lower_blocks[static_cast<std::size_t>(std::clamp(level, 0L, 7L))];
  }
  return drawn;
}

} // namespace docker_monitor::terminal
