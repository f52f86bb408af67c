#pragma once

#include <algorithm>
#include <string_view>

namespace docker_monitor::http {

/// Converts ASCII only, in any locale, as HTTP compares tokens and host names.
constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Returns true for a byte of a token (RFC 9110, 5.6.2), such as a method.
constexpr bool is_token_byte(char c) {
  return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z')
         || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// Compares texts without regard to the case of ASCII letters.
constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

/// Returns `text` without leading and trailing spaces and tabs.
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

} // namespace docker_monitor::http
