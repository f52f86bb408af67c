#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

// How the parsers of the kernel's files take a text apart: in place and without allocation.

namespace docker_monitor::engine {

/// Takes the next line off the front, without its newline; one without is cut and no line.
inline bool next_line(std::string_view& rest, std::string_view& line) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos)
    return false;
  line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return true;
}

/// Takes the next word off the front; words are parted by blanks. Empty at the end.
inline std::string_view next_word(std::string_view& rest) {
  const auto begin = rest.find_first_not_of(' ');
  if (begin == std::string_view::npos) {
    rest = {};
    return {};
  }
  rest.remove_prefix(begin);
  const auto word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

/// A number that is nothing else, such as a word of a line.
template <class Number = std::uint64_t>
std::optional<Number> whole_number(std::string_view word) {
  Number value = 0;
  const auto* end = word.data() + word.size();
  const auto result = std::from_chars(word.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end)
    return std::nullopt;
  return value;
}

/// A number in a smaller unit; none where it does not fit.
inline std::optional<std::uint64_t>
times(std::optional<std::uint64_t> value, std::uint64_t factor) {
  if (!value || *value > std::numeric_limits<std::uint64_t>::max() / factor)
    return std::nullopt;
  return *value * factor;
}

/// The value of `key=` among the words of a line.
inline std::optional<std::uint64_t> keyed_number(std::string_view line, std::string_view key) {
  while (!line.empty()) {
    const auto word = next_word(line);
    if (word.size() > key.size() && word[key.size()] == '=' && word.starts_with(key))
      return whole_number(word.substr(key.size() + 1));
  }
  return std::nullopt;
}

/// A key of a flat keyed file, and where its value goes.
struct wanted_key {
  std::string_view key;
  std::optional<std::uint64_t>* value = nullptr;
};

/// Fills in the wanted keys of `key value` lines; stops reading once it has them all. What follows
/// the value, such as a unit, is left out. A key that comes again is left alone.
template <std::size_t Count>
void fill(std::string_view text, const wanted_key (&keys)[Count]) {
  std::size_t missing = Count;
  std::string_view line;
  while (missing > 0 && next_line(text, line)) {
    for (const auto& [key, value] : keys) {
      if (line.size() <= key.size() || line[key.size()] != ' ' || !line.starts_with(key))
        continue;
      line.remove_prefix(key.size());
      if (!value->has_value() && (*value = whole_number(next_word(line))))
        --missing;
      break;
    }
  }
}

} // namespace docker_monitor::engine
