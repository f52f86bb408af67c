#include "model/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace docker_monitor::model {

namespace {

std::size_t length_by_first(std::uint8_t byte) {
  if (byte < 0x80)
    return 1;
  if (byte >= 0xC2 && byte < 0xE0)
    return 2;
  if (byte >= 0xE0 && byte < 0xF0)
    return 3;
  return byte >= 0xF0 && byte < 0xF5 ? 4 : 0;
}

/// Returns the prefix, such as `\u`, followed by the given number of hexadecimal digits.
std::string escape(std::string_view prefix, char32_t code, unsigned digits) {
  std::string text{prefix};
  for (unsigned shift = 4 * digits; shift > 0;) {
    shift -= 4;
    text += "0123456789abcdef"[code >> shift & 0xFU];
  }
  return text;
}

std::string escape_in_text(char32_t code) {
  switch (code) {
  case '\n':
    return "\\n";
  case '\r':
    return "\\r";
  case '\t':
    return "\\t";
  default:
    return code < 0x80 ? escape("\\x", code, 2) : escape("\\u", code, 4);
  }
}

/// Returns true for printable ASCII, which is returned unchanged.
bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c >= 0x7F; });
}

} // namespace

utf8_character first_character(std::string_view text) {
  const auto first = static_cast<std::uint8_t>(text.front());
  const auto length = length_by_first(first);
  if (length == 0 || length > text.size())
    return {};
  constexpr std::array<std::uint8_t, 5> payload{0, 0x7F, 0x1F, 0x0F, 0x07};
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  char32_t code = first & payload[length];
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xC0U) != 0x80)
      return {};
    code = (code << 6U) | (next & 0x3FU);
  }
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (code < least[length] || code > 0x10FFFF || surrogate)
    return {};
  return {code, length};
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
}

bool turns_writing(char32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

std::string one_line(std::string_view text, std::string_view kept) {
  if (is_plain(text))
    return std::string{text};
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    const auto character = first_character(text);
    const auto bytes = text.substr(0, character.bytes);
    const bool stays = character.bytes == 1 && kept.find(bytes) != std::string_view::npos;
    if (!character.is_valid())
      line += replacement_text;
    else if (!stays && (is_control(character.code) || turns_writing(character.code)))
      line += escape_in_text(character.code);
    else
      line += bytes;
    text.remove_prefix(character.bytes);
  }
  return line;
}

std::string printable_json(std::string json) {
  if (std::ranges::none_of(json, [](unsigned char c) { return c >= 0x7F; }))
    return json;
  std::string safe;
  safe.reserve(json.size());
  for (std::string_view rest = json; !rest.empty();) {
    const auto character = first_character(rest);
    const auto code = character.code;
    if (code >= 0x7F && (is_control(code) || turns_writing(code)))
      safe += escape("\\u", code, 4);
    else
      safe += rest.substr(0, character.bytes);
    rest.remove_prefix(character.bytes);
  }
  return safe;
}

} // namespace docker_monitor::model
