#include "terminal/view/value_format.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <limits>

namespace docker_monitor::terminal {

namespace {

/// Blocks of 1 to 8 eighths: lower and left.
constexpr std::array<const char*, 8> lower_blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

/// The next larger number: what lies in the middle of two texts is rounded up, as on the page.
double above(double value) {
  return std::nextafter(value, std::numeric_limits<double>::infinity());
}

std::string whole(double value, const char* unit) {
  return fmt::format("{:.0f}{}", above(value), unit);
}

/// At most so many digits, without zeros behind the point.
std::string rounded(double value, int digits, const char* unit) {
  return fmt::format("{:.{}g}{}", value > 0 ? above(value) : value, digits, unit);
}

} // namespace

std::string binary_bytes(std::uint64_t bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  constexpr double base = 1024;
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= base && unit + 1 < units.size(); ++unit)
    value /= base;
  return value >= 1000 ? whole(value, units.at(unit)) : rounded(value, 4, units.at(unit));
}

std::string decimal_bytes(double bytes) {
  constexpr std::array units{"B", "kB", "MB", "GB", "TB", "PB"};
  constexpr double next = 999.5; // is 1000 when it is rounded
  std::size_t unit = 0;
  for (; bytes >= next && unit + 1 < units.size(); ++unit)
    bytes /= 1000;
  return unit == 0 || bytes >= 100 ? whole(bytes, units.at(unit))
                                   : rounded(bytes, 3, units.at(unit));
}

std::string percent(double value) {
  const int decimals = value >= 1000 ? 0 : value >= 100 ? 1 : 2;
  return fmt::format("{:.{}f}%", above(value), decimals);
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

std::string load_average(double value) {
  return fmt::format("{:.2f}", value);
}

std::string local_time(model::engine_time time) {
  const auto seconds = std::chrono::system_clock::to_time_t(
      std::chrono::floor<std::chrono::system_clock::duration>(time));
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 32> text{};
  const auto length = std::strftime(text.data(), text.size(), "%F %T %z", &local);
  return {text.data(), length};
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
