#include "model/time.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

namespace docker_monitor::model {

namespace {

/// Reads exactly `width` digits at `at` and advances `at`. Returns false where there are none.
bool read_digits(std::string_view text, std::size_t& at, std::size_t width, int& value) {
  if (text.size() < at + width)
    return false;
  value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const char digit = text[at + i];
    if (digit < '0' || digit > '9')
      return false;
    value = value * 10 + (digit - '0');
  }
  at += width;
  return true;
}

bool read_char(std::string_view text, std::size_t& at, char wanted) {
  if (at >= text.size() || text[at] != wanted)
    return false;
  ++at;
  return true;
}

/// Reads fraction digits after the point, in ns. Digits beyond the ninth are ignored.
bool read_fraction(std::string_view text, std::size_t& at, std::int64_t& ns) {
  ns = 0;
  if (at >= text.size() || text[at] != '.')
    return true;
  ++at;
  const auto begin = at;
  std::int64_t unit = 100'000'000;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    ns += unit * (text[at] - '0');
    unit /= 10;
    ++at;
  }
  return at > begin;
}

bool read_offset(std::string_view text, std::size_t& at, std::chrono::minutes& offset) {
  offset = std::chrono::minutes{0};
  if (at < text.size() && (text[at] == 'Z' || text[at] == 'z')) {
    ++at;
    return true;
  }
  if (at >= text.size() || (text[at] != '+' && text[at] != '-'))
    return false;
  const bool negative = text[at] == '-';
  ++at;
  int hours = 0;
  int minutes = 0;
  if (!read_digits(text, at, 2, hours) || !read_char(text, at, ':')
      || !read_digits(text, at, 2, minutes) || hours > 23 || minutes > 59)
    return false;
  offset = std::chrono::minutes{hours * 60 + minutes};
  if (negative)
    offset = -offset;
  return true;
}

} // namespace

engine_time later(engine_time time, std::chrono::milliseconds by) {
  constexpr std::int64_t ns_per_ms = 1'000'000;
  std::int64_t ns = 0;
  if (__builtin_mul_overflow(by.count(), ns_per_ms, &ns)
      || __builtin_add_overflow(time.time_since_epoch().count(), ns, &ns))
    return by.count() < 0 ? engine_time::min() : engine_time::max();
  return engine_time{std::chrono::nanoseconds{ns}};
}

bool is_plausible(engine_time time) {
  constexpr std::chrono::sys_days end{std::chrono::year{2150} / 1 / 1};
  return time >= engine_time{} && time < engine_time{end};
}

std::optional<engine_time> parse_rfc3339(std::string_view text) {
  std::size_t at = 0;
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t ns = 0;
  std::chrono::minutes offset{};
  if (!read_digits(text, at, 4, year) || !read_char(text, at, '-')
      || !read_digits(text, at, 2, month) || !read_char(text, at, '-')
      || !read_digits(text, at, 2, day))
    return std::nullopt;
  if (!read_char(text, at, 'T') && !read_char(text, at, 't') && !read_char(text, at, ' '))
    return std::nullopt;
  if (!read_digits(text, at, 2, hour) || !read_char(text, at, ':')
      || !read_digits(text, at, 2, minute) || !read_char(text, at, ':')
      || !read_digits(text, at, 2, second) || !read_fraction(text, at, ns)
      || !read_offset(text, at, offset) || at != text.size())
    return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
      std::chrono::day{static_cast<unsigned>(day)}};
  // Nanoseconds since 1970 in 64 bits cover 1677 to 2262; the engine's zero time is year 1.
  if (!date.ok() || year < 1700 || year > 2261 || hour > 23 || minute > 59 || second > 60)
    return std::nullopt;
  return engine_time{std::chrono::sys_days{date}} + std::chrono::hours{hour}
         + std::chrono::minutes{minute} + std::chrono::seconds{second}
         + std::chrono::nanoseconds{ns} - offset;
}

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr std::size_t form = 29; // Sun, 22 Nov 2026 10:28:15 GMT
  std::size_t at = 5;
  int day = 0;
  int year = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (text.size() != form || text.substr(3, 2) != ", " || !text.ends_with(" GMT")
      || !read_digits(text, at, 2, day) || !read_char(text, at, ' '))
    return std::nullopt;
  const auto month = months.find(text.substr(at, 3));
  at += 3;
  if (month == std::string_view::npos || month % 3 != 0 || !read_char(text, at, ' ')
      || !read_digits(text, at, 4, year) || !read_char(text, at, ' ')
      || !read_digits(text, at, 2, hour) || !read_char(text, at, ':')
      || !read_digits(text, at, 2, minute) || !read_char(text, at, ':')
      || !read_digits(text, at, 2, second))
    return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month / 3 + 1)},
      std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60)
    return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute}
         + std::chrono::seconds{second};
}

rfc3339_text to_rfc3339(engine_time time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss clock{
      std::chrono::duration_cast<std::chrono::milliseconds>(time - days)};
  rfc3339_text text{"0000-00-00T00:00:00.000"};
  const auto write = [&](std::size_t last, std::int64_t value) {
    for (; value != 0; value /= 10)
      text[last--] = static_cast<char>('0' + value % 10);
  };
  write(3, static_cast<int>(date.year())); // 1677 to 2262, the range of 64 bits of nanoseconds
  write(6, static_cast<unsigned>(date.month()));
  write(9, static_cast<unsigned>(date.day()));
  write(12, clock.hours().count());
  write(15, clock.minutes().count());
  write(18, clock.seconds().count());
  write(22, clock.subseconds().count());
  text.back() = 'Z';
  return text;
}

std::string format_rfc3339(engine_time time) {
  const auto text = to_rfc3339(time);
  return {text.data(), text.size()};
}

std::string format_engine_cursor(engine_time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  std::array<char, 40> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%lld.%09lld",
      static_cast<long long>(seconds.time_since_epoch().count()),
      static_cast<long long>((time - seconds).count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

} // namespace docker_monitor::model
