#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The longest name or label in an answer, in bytes.
inline constexpr std::size_t max_name_bytes = 1024;

/// Appends `text` as a JSON string with quotes. Invalid UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Shortens a name or label, which users choose freely: a text over `max_name_bytes` is cut between
/// characters and gets `#` and 16 hex digits of a hash (FNV-1a) of the whole, so that long names
/// stay distinct.
std::string shorten_name(std::string_view name);

/// Appends names and labels as `append_json_string` does, shortened where they are too long.
void append_json_name(std::string& out, std::string_view name);

/// Appends a percentage or rate as a JSON number with one or two decimals, so that parsers read a
/// float: `0.0`, `1.5`, `64.71`. Returns false and appends nothing for a negative, infinite or
/// absurdly large value.
bool append_decimal(std::string& out, double value);

/// Appends nanoseconds as seconds, exactly: a JSON number with one to nine decimals, such as `0.0`,
/// `1.5` or `12.000000345`.
void append_seconds(std::string& out, std::uint64_t nanoseconds);

/// Appends a JSON number without decimals.
void append_integer(std::string& out, std::int64_t value);
void append_integer(std::string& out, std::uint64_t value);

} // namespace docker_monitor::http
