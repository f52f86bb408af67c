#include "http/message/json_text.hpp"

#include "model/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace docker_monitor::http {

namespace {

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

/// Returns `length`, less the bytes of a UTF-8 character that it would cut.
std::size_t character_boundary(std::string_view text, std::size_t length) {
  const auto longest = length;
  while (length > 0 && longest - length < 3 && (text[length] & 0xc0) == 0x80)
    --length;
  return length;
}

/// Returns true where no byte needs escaping, as in nearly all names.
bool is_plain(std::string_view text) {
  return std::ranges::none_of(
      text, [](unsigned char c) { return c < 0x20 || c >= 0x7f || c == '"' || c == '\\'; });
}

template <class Integer>
void append_digits(std::string& out, Integer value) {
  std::array<char, 24> digits;
  auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

} // namespace

void append_json_string(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  using nlohmann::json;
  out += model::printable_json(json(text).dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string shorten_name(std::string_view name) {
  if (name.size() <= max_name_bytes)
    return std::string{name};
  constexpr std::size_t hash_digits = 16;
  const auto kept = character_boundary(name, max_name_bytes - hash_digits - 1);
  std::string cut{name.substr(0, kept)};
  cut += '#';
  const auto hash = fnv1a(name);
  for (int shift = 60; shift >= 0; shift -= 4)
    cut += "0123456789abcdef"[(hash >> shift) & 15];
  return cut;
}

void append_json_name(std::string& out, std::string_view name) {
  if (name.size() <= max_name_bytes)
    append_json_string(out, name);
  else
    append_json_string(out, shorten_name(name));
}

bool append_decimal(std::string& out, double value) {
  if (!(value >= 0 && value < 1e12)) // NaN compares false
    return false;
  const auto hundredths = std::llround(value * 100);
  append_integer(out, std::int64_t{hundredths / 100});
  out += '.';
  out += static_cast<char>('0' + hundredths / 10 % 10);
  if (hundredths % 10 != 0)
    out += static_cast<char>('0' + hundredths % 10);
  return true;
}

void append_seconds(std::string& out, std::uint64_t nanoseconds) {
  constexpr std::uint64_t second = 1'000'000'000;
  append_integer(out, nanoseconds / second);
  std::array<char, 10> decimals{'.'};
  auto rest = nanoseconds % second;
  for (std::size_t i = decimals.size() - 1; i > 0; --i, rest /= 10)
    decimals[i] = static_cast<char>('0' + rest % 10);
  const std::string_view all{decimals.data(), decimals.size()};
  out += all.substr(0, std::max<std::size_t>(all.find_last_not_of('0') + 1, 2));
}

void append_integer(std::string& out, std::int64_t value) {
  append_digits(out, value);
}

void append_integer(std::string& out, std::uint64_t value) {
  append_digits(out, value);
}

} // namespace docker_monitor::http
