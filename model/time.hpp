#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// A point in the engine's wall clock, with the nanoseconds the engine writes.
using engine_time = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Reads an RFC 3339 date-time with any number of fraction digits and `Z` or a numeric offset.
/// None for anything else, and for Go's zero time (year 1), which the engine writes for "never".
std::optional<engine_time> parse_rfc3339(std::string_view text);

/// Reads the form that HTTP's `Date` has: `Sun, 22 Nov 2026 10:28:15 GMT`. None for anything else,
/// the two obsolete forms too. The year may be any of four digits (RFC 9110, 5.6.7), more than
/// `engine_time` can hold.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

/// A time in RFC 3339 form as `format_rfc3339` gives it, which always has this length.
using rfc3339_text = std::array<char, 24>;

/// As `format_rfc3339`, without an allocation: for texts with thousands of times.
rfc3339_text to_rfc3339(engine_time time);

/// RFC 3339 in UTC with exactly three fraction digits: `2026-11-22T10:28:23.123Z`.
std::string format_rfc3339(engine_time time);

/// `seconds.nanoseconds` since the epoch, as the engine's `since` and `until` take it.
std::string format_engine_cursor(engine_time time);

} // namespace docker_monitor::model
