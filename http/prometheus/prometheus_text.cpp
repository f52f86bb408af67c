#include "http/prometheus/prometheus_text.hpp"

#include "http/message/json_text.hpp"
#include "model/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace docker_monitor::http {

namespace {

/// Removes the first character. Returns an empty text, and removes one byte, where it is invalid.
std::string_view take_character(std::string_view& text) {
  const auto first = model::first_character(text);
  const auto character = first.is_valid() ? text.substr(0, first.bytes) : std::string_view{};
  text.remove_prefix(first.bytes);
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
      out += model::replacement_text;
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

/// The number of decimals, and of units in a second.
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
