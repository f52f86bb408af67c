#include "terminal/view/text.hpp"

#include "model/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace docker_monitor::terminal {

namespace {

constexpr std::string_view ellipsis = "…";

using model::first_character;
using range = std::pair<char32_t, char32_t>;

template <std::size_t N>
bool is_in(const std::array<range, N>& ranges, char32_t code) {
  return std::ranges::any_of(
      ranges, [code](const auto& r) { return code >= r.first && code <= r.second; });
}

/// The main ranges of Unicode's East Asian Width and of combining marks. Names of containers
/// contain none of them; labels and messages may.
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

/// Returns the ASCII replacement of a character of the view.
char alike(char32_t code) {
  constexpr std::string_view levels = "_.:-=+*#"; // blocks from one eighth to the whole
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

/// Returns `\u` and four digits.
std::string json_escape(char32_t code) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string escape = "\\u";
  for (unsigned shift = 16; shift > 0;) {
    shift -= 4;
    escape += digits[code >> shift & 0xFU];
  }
  return escape;
}

/// Returns a text with `instead(code)` in place of each character that could control a terminal.
template <class Instead>
std::string without_controls(std::string_view text, const Instead& instead) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const auto [code, bytes] = first_character(text);
    if (model::is_control(code) || model::turns_writing(code))
      safe += instead(code);
    else if (code == model::replacement_character)
      safe += model::replacement_text;
    else
      safe += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return safe;
}

/// Breaks one row of a text. Spaces at which it is broken are left out.
void wrap_row(std::string_view row, std::size_t width, std::vector<std::string>& lines) {
  for (;;) {
    auto part = prefix_of(row, width);
    if (part.size() == row.size()) {
      lines.emplace_back(row);
      return;
    }
    if (part.empty())
      part = row.substr(0, first_character(row).bytes);
    auto next = part.size();
    if (next < row.size() && row[next] != ' ') {
      const auto space = part.rfind(' ');
      // The spaces that indent a row are no place to break it.
      if (space != std::string_view::npos && part.find_first_not_of(' ') < space) {
        next = space + 1;
        part = part.substr(0, space);
      }
    }
    lines.emplace_back(part.substr(0, part.find_last_not_of(' ') + 1));
    row.remove_prefix(next);
    row.remove_prefix(std::min(row.find_first_not_of(' '), row.size()));
    if (row.empty())
      return;
  }
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto [code, bytes] = first_character(text);
    width += width_of(code);
    text.remove_prefix(bytes);
  }
  return width;
}

std::string_view prefix_of(std::string_view text, std::size_t width) {
  std::size_t taken = 0;
  while (taken < text.size()) {
    const auto [code, bytes] = first_character(text.substr(taken));
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
    text.remove_prefix(first_character(text).bytes);
  return kept.append(ellipsis).append(text);
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  for (;;) {
    const auto end = text.find('\n');
    wrap_row(text.substr(0, end), width, lines);
    if (end == std::string_view::npos)
      return lines;
    text.remove_prefix(end + 1);
  }
}

std::string clean(std::string_view text) {
  return without_controls(text, [](char32_t) { return '?'; });
}

std::string clean_output(std::string_view text) {
  std::string safe;
  for (;;) {
    const auto end = text.find('\n');
    auto row = std::string{text.substr(0, end)};
    while (row.ends_with('\r'))
      row.pop_back();
    for (auto at = row.find('\t'); at != std::string::npos; at = row.find('\t', at))
      row.replace(at, 1, "    ");
    safe += clean(row);
    if (end == std::string_view::npos)
      return safe;
    safe += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string escape_controls(std::string_view json) {
  return without_controls(json, [](char32_t code) {
    if (code == '\t' || code == '\r') // whitespace between values; within strings JSON escapes both
      return std::string{' '};
    return code == '\n' ? std::string{'\n'} : json_escape(code);
  });
}

std::string to_ascii(std::string_view text) {
  std::string ascii;
  ascii.reserve(text.size());
  while (!text.empty()) {
    const auto [code, bytes] = first_character(text);
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
