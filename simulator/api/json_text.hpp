#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace docker_monitor::simulator {

/// Appends text unchanged.
inline void put_one(std::string& out, std::string_view text) {
  out += text;
}

/// Appends a number in decimal.
template <std::integral Number>
void put_one(std::string& out, Number number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

/// Appends all parts. For answers that are requested thousands of times: a tree of values costs ten
/// times as much.
template <class... Parts>
void put(std::string& out, const Parts&... parts) {
  (put_one(out, parts), ...);
}

/// Appends a JSON string with its quotes; the text must be UTF-8.
inline void put_quoted(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') {
      out += '\\';
      out += letter;
    } else if (static_cast<unsigned char>(letter) < 0x20) {
      out += "\\u00";
      out += hex[static_cast<unsigned char>(letter) >> 4];
      out += hex[letter & 0xf];
    } else {
      out += letter;
    }
  }
  out += '"';
}

} // namespace docker_monitor::simulator
