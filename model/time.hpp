#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// A point in time of the engine's wall clock, with the engine's resolution of nanoseconds.
using engine_time = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Returns `time` plus a duration, which may be negative; the last or first time that 64 bits can
/// count where the sum is beyond it. For times and durations that were saved or received.
engine_time later(engine_time time, std::chrono::milliseconds by);

/// Returns true for a time from 1970 to 2149. Engines and kernels report no other times, and sums
/// and differences of two such times or with a duration of a rule fit into 64 bits.
bool is_plausible(engine_time time);

/// Reads an RFC 3339 date-time with any number of fraction digits and `Z` or a numeric offset.
/// Returns none for anything else, and for Go's zero time (year 1), which the engine writes for
/// "never".
std::optional<engine_time> parse_rfc3339(std::string_view text);

/// Reads the form of HTTP's `Date`: `Sun, 22 Nov 2026 10:28:15 GMT`. Returns none for anything
/// else, including the two obsolete forms. The year may be any of four digits (RFC 9110, 5.6.7),
/// more than `engine_time` can hold.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

/// A time in the form of `format_rfc3339`, which always has this length.
using rfc3339_text = std::array<char, 24>;

/// Is `format_rfc3339` without an allocation, for texts with thousands of times.
rfc3339_text to_rfc3339(engine_time time);

/// Returns RFC 3339 in UTC with exactly three fraction digits: `2026-11-22T10:28:23.123Z`.
std::string format_rfc3339(engine_time time);

/// Returns `seconds.nanoseconds` since the epoch, the form of the engine's `since` and `until`.
std::string format_engine_cursor(engine_time time);

} // namespace docker_monitor::model
