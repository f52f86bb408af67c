#include "http/prometheus/prometheus_text.hpp"

#include "http/message/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace docker_monitor::http {

namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// The bytes of the UTF-8 character that `text` begins with; 0 where it begins with none (RFC 3629:
/// the shortest form only, no surrogates, up to U+10FFFF).
std::size_t character_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = at(0);
  if (first < 0x80)
    return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length)
    return 0;
  if (!std::ranges::all_of(text.substr(1, length - 1), is_continuation))
    return 0;
  const auto second = at(1);
  const bool wrong = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)
                     || (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
  return wrong ? 0 : length;
}

/// Takes the character off the front; empty, and one byte less, where there is none.
std::string_view take_character(std::string_view& text) {
  const auto length = character_length(text);
  const auto character = text.substr(0, length);
  text.remove_prefix(std::max<std::size_t>(length, 1));
  return character;
}

bool is_plain(std::string_view text) {
  return std::ranges::none_of(
      text, [](unsigned char c) { return c == '"' || c == '\\' || c < ' ' || c >= 0x80; });
}

void append_escaped(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto character = take_character(text);
    if (character.empty() || character.front() == '\0')
      out += "\xef\xbf\xbd"; // U+FFFD
    else if (character == "\n")
      out += "\\n";
    else if (character == "\\" || character == "\"")
      out.append("\\").append(character);
    else
      out += character;
  }
}

bool belongs_to_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// How many decimals, and how many units make a second.
struct fraction {
  std::size_t decimals;
  std::uint64_t units;
};

constexpr fraction fraction_of(number_form form) {
  switch (form) {
  case number_form::nanoseconds:
    return {9, 1'000'000'000};
  case number_form::microseconds:
    return {6, 1'000'000};
  case number_form::milliseconds:
    return {3, 1'000};
  default:
    return {0, 1};
  }
}

} // namespace

void append_label_value(std::string& out, std::string_view value) {
  out += '"';
  const auto shown = value.size() > max_name_bytes ? shorten_name(value) : std::string{};
  const auto text = shown.empty() ? value : std::string_view{shown};
  if (is_plain(text))
    out += text;
  else
    append_escaped(out, text);
  out += '"';
}

std::string label_name(std::string_view key) {
  std::string name = "container_label_";
  while (!key.empty()) {
    const auto character = take_character(key);
    const bool kept = character.size() == 1 && belongs_to_name(character.front());
    name += kept ? character.front() : '_';
  }
  return name;
}

std::size_t
write_number(std::span<char, max_number_bytes> to, std::uint64_t raw, number_form form) {
  auto* const end = to.data() + to.size();
  const auto size = [&](const char* stop) { return static_cast<std::size_t>(stop - to.data()); };
  if (form == number_form::signed_integer)
    return size(std::to_chars(to.data(), end, static_cast<std::int64_t>(raw)).ptr);
  const auto [decimals, units] = fraction_of(form);
  auto* stop = std::to_chars(to.data(), end, raw / units).ptr;
  if (decimals == 0)
    return size(stop);
  *stop = '.';
  auto rest = raw % units;
  for (auto* digit = stop + decimals; digit != stop; --digit, rest /= 10)
    *digit = static_cast<char>('0' + rest % 10);
  return size(stop) + 1 + decimals;
}

void append_number(std::string& out, std::uint64_t raw, number_form form) {
  std::array<char, max_number_bytes> digits;
  out.append(digits.data(), write_number(digits, raw, form));
}

} // namespace docker_monitor::http
