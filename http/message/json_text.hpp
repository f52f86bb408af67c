#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The longest name or label we hand out, in bytes.
inline constexpr std::size_t max_name_bytes = 1024;

/// Appends `text` as a JSON string, quotes included. Bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// A name or label, which anyone who starts a container chooses, as we hand it out: over
/// `max_name_bytes` it is cut at a character and ends in `#` and 16 hex digits of a hash (FNV-1a)
/// of the whole, so that two long names stay two.
std::string shorten_name(std::string_view name);

/// As `append_json_string`, for names and labels: shortened where they are too long.
void append_json_name(std::string& out, std::string_view name);

/// Appends a JSON number with one or two decimals, so that it reads as a float everywhere: `0.0`,
/// `1.5`, `64.71`. For percentages and rates. False, with nothing appended, for what is neither:
/// negative, not finite or absurdly large.
bool append_decimal(std::string& out, double value);

/// Appends nanoseconds as seconds, exactly: a JSON number with one to nine decimals, such as `0.0`,
/// `1.5` or `12.000000345`.
void append_seconds(std::string& out, std::uint64_t nanoseconds);

/// Appends a JSON number without decimals.
void append_integer(std::string& out, std::int64_t value);
void append_integer(std::string& out, std::uint64_t value);

} // namespace docker_monitor::http
