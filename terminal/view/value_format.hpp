#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace docker_monitor::terminal {

/// Formats bytes by 1024 with four digits, as docker shows memory: `12.34MiB`.
std::string binary_bytes(std::uint64_t bytes);

/// Formats bytes by 1000 with three digits, as docker shows network traffic: `12.3kB`. Whole bytes
/// have no decimals.
std::string decimal_bytes(double bytes);

/// Formats `12.34%`, with one decimal from 100 on and none from 1000 on.
std::string percent(double value);

/// Formats the two largest units of a time: `3d4h`, `12m5s` or `7s`; a negative one is `0s`.
std::string brief_time(std::chrono::nanoseconds time);

/// Formats a load average as the kernel does: `0.52`.
std::string load_average(double value);

/// Formats a time in the local zone, which it names: `2026-11-22 11:28:00 +0100`.
std::string local_time(model::engine_time time);

/// The text of an unknown value.
inline constexpr const char* unknown_value = "-";

/// Returns `format(*value)`, or the text of an unknown value.
template <class T, class Format>
std::string shown(const std::optional<T>& value, Format format) {
  return value ? std::string{format(*value)} : std::string{unknown_value};
}

/// Returns a bar of exactly `width` columns of which `share` (0 to 1, clamped) is filled. A share
/// above 0 fills at least one step.
std::string bar(double share, std::size_t width);

/// Returns values as blocks of one to eight eighths, the newest at the right end of `width`
/// columns. `most` is the top. An unknown value (NaN) is a gap.
std::string sparkline(std::span<const float> values, double most, std::size_t width);

} // namespace docker_monitor::terminal
