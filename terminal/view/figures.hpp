#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace docker_monitor::terminal {

/// Bytes by 1024 with four digits, as docker writes memory: `12.34MiB`.
std::string binary_bytes(std::uint64_t bytes);

/// Bytes by 1000 with three digits, as docker writes what goes over the network: `12.3kB`.
std::string decimal_bytes(double bytes);

/// `12.34%`, without decimals from 1000 on.
std::string percent(double value);

/// The two largest units of a time, such as `3d4h`, `12m5s` or `7s`; a negative one is `0s`.
std::string brief_time(std::chrono::nanoseconds time);

/// What stands for a value that is not known.
inline constexpr const char* unknown_value = "-";

/// `format(*value)`, or what stands for an unknown one.
template <class T, class Format>
std::string shown(const std::optional<T>& value, Format format) {
  return value ? std::string{format(*value)} : std::string{unknown_value};
}

/// A bar of exactly `width` columns of which `share` (0 to 1, cut beyond) is filled; any share
/// above 0 shows at least one of them.
std::string bar(double share, std::size_t width);

/// Values as blocks of one to eight eighths, the newest at the right end of `width` columns; the
/// top is `most`. An unknown value (NaN) is a gap.
std::string sparkline(std::span<const float> values, double most, std::size_t width);

} // namespace docker_monitor::terminal
