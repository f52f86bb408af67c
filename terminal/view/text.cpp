#include "terminal/view/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace docker_monitor::terminal {

namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr std::string_view replacement_text = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "…";

/// A character and how many bytes it takes; `replacement` of one byte where they are no UTF-8.
struct character {
  char32_t code = replacement;
  std::size_t bytes = 1;
};

std::size_t length_by_first(std::uint8_t byte) {
  if (byte < 0x80)
    return 1;
  if (byte >= 0xC2 && byte < 0xE0)
    return 2;
  if (byte >= 0xE0 && byte < 0xF0)
    return 3;
  return byte >= 0xF0 && byte < 0xF5 ? 4 : 0;
}

character first_of(std::string_view text) {
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

using range = std::pair<char32_t, char32_t>;

template <std::size_t N>
bool is_in(const std::array<range, N>& ranges, char32_t code) {
  return std::ranges::any_of(
      ranges, [code](const auto& r) { return code >= r.first && code <= r.second; });
}

/// The main ranges of Unicode's East Asian Width and of combining marks; names of containers have
/// none of them, labels and messages may.
std::size_t width_of(char32_t code) {
  constexpr std::array<range, 6> none{{
      {0x300, 0x36F},
      {0x483, 0x489},
      {0x200B, 0x200F},
      {0x20D0, 0x20FF},
      {0xFE00, 0xFE0F},
      {0xE0100, 0xE01EF},
  }};
  constexpr std::array<range, 9> wide{{
      {0x1100, 0x115F},
      {0x2E80, 0x303E},
      {0x3041, 0xA4CF},
      {0xAC00, 0xD7A3},
      {0xF900, 0xFAFF},
      {0xFE30, 0xFE6F},
      {0xFF00, 0xFF60},
      {0x1F300, 0x1FAFF},
      {0x20000, 0x3FFFD},
  }};
  if (code < 0x300)
    return 1;
  if (is_in(none, code))
    return 0;
  return is_in(wide, code) ? 2 : 1;
}

/// What a character we draw with looks like in ASCII.
char alike(char32_t code) {
  constexpr std::string_view levels = "_.:-=+*#"; // of the blocks from one eighth to the whole
  if (code >= 0x2581 && code <= 0x2588)
    return levels[code - 0x2581];
  switch (code) {
  case U'…':
    return '~';
  case U'·':
  case U'─':
  case U'–':
    return '-';
  case U'│':
    return '|';
  case U'●':
    return '*';
  case U'○':
    return 'o';
  case U'▲':
    return '^';
  case U'▼':
    return 'v';
  case U'▸':
    return '>';
  default:
    return '?';
  }
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

/// Marks that turn the direction of writing can make a name look like another.
bool turns_writing(char32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/// `\u` and four digits.
std::string json_escape(char32_t code) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string escape = "\\u";
  for (unsigned shift = 16; shift > 0;) {
    shift -= 4;
    escape += digits[code >> shift & 0xFU];
  }
  return escape;
}

/// A text with `instead(code)` in the place of each character that could take over a terminal.
template <class Instead>
std::string without_controls(std::string_view text, const Instead& instead) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const auto [code, bytes] = first_of(text);
    if (is_control(code) || turns_writing(code))
      safe += instead(code);
    else if (code == replacement)
      safe += replacement_text;
    else
      safe += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return safe;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto [code, bytes] = first_of(text);
    width += width_of(code);
    text.remove_prefix(bytes);
  }
  return width;
}

std::string_view prefix_of(std::string_view text, std::size_t width) {
  std::size_t taken = 0;
  while (taken < text.size()) {
    const auto [code, bytes] = first_of(text.substr(taken));
    const auto columns = width_of(code);
    if (columns > width)
      break;
    width -= columns;
    taken += bytes;
  }
  return text.substr(0, taken);
}

std::string fit(std::string_view text, std::size_t width, side where) {
  const auto has = width_of(text);
  std::string fitted;
  if (has > width) {
    if (width == 0)
      return fitted;
    fitted = prefix_of(text, width - 1);
    fitted += ellipsis;
    fitted.append(width - width_of(fitted), ' '); // half of a wide character
    return fitted;
  }
  if (where == side::right)
    fitted.append(width - has, ' ');
  fitted += text;
  if (where == side::left)
    fitted.append(width - has, ' ');
  return fitted;
}

std::string shorten(std::string_view text, std::size_t width) {
  if (width_of(text) <= width)
    return std::string{text};
  if (width == 0)
    return {};
  std::string kept{prefix_of(text, (width - 1) / 2)};
  const auto room = width - 1 - width_of(kept);
  while (width_of(text) > room)
    text.remove_prefix(first_of(text).bytes);
  return kept.append(ellipsis).append(text);
}

std::string clean(std::string_view text) {
  return without_controls(text, [](char32_t) { return '?'; });
}

std::string escape_controls(std::string_view json) {
  return without_controls(json, [](char32_t code) {
    if (code == '\t' || code == '\r') // between values; within them JSON has escapes for both
      return std::string{' '};
    return code == '\n' ? std::string{'\n'} : json_escape(code);
  });
}

std::string to_ascii(std::string_view text) {
  std::string ascii;
  ascii.reserve(text.size());
  while (!text.empty()) {
    const auto [code, bytes] = first_of(text);
    if (code < 0x80)
      ascii += static_cast<char>(code);
    else
      ascii.append(width_of(code), alike(code));
    text.remove_prefix(bytes);
  }
  return ascii;
}

bool contains_word(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return part.empty()
         || std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

} // namespace docker_monitor::terminal
