#pragma once

#include "model/whole_number.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

// Helpers of the parsers of the kernel's files. They work in place and without allocation.

namespace docker_monitor::engine {

/// Removes the next line, without its newline, from the front. A text without a newline is no line.
inline bool next_line(std::string_view& rest, std::string_view& line) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos)
    return false;
  line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return true;
}

/// Removes the next word from the front. Words are separated by blanks. Returns an empty word at
/// the end.
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

using model::whole_number;

/// Multiplies a number, to convert it to a smaller unit. Returns none on overflow.
inline std::optional<std::uint64_t>
times(std::optional<std::uint64_t> value, std::uint64_t factor) {
  if (!value || *value > std::numeric_limits<std::uint64_t>::max() / factor)
    return std::nullopt;
  return *value * factor;
}

/// Returns the number after `key=` among the words of a line.
inline std::optional<std::uint64_t> keyed_number(std::string_view line, std::string_view key) {
  while (!line.empty()) {
    const auto word = next_word(line);
    if (word.size() > key.size() && word[key.size()] == '=' && word.starts_with(key))
      return whole_number(word.substr(key.size() + 1));
  }
  return std::nullopt;
}

/// A key of a flat keyed file, and the destination of its value.
struct wanted_key {
  std::string_view key;
  std::optional<std::uint64_t>* value = nullptr;
};

/// Fills in the wanted keys from lines of the form `key value`. Stops once all keys are found.
/// Ignores text after the value, such as a unit, and repeated keys.
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
