#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace docker_monitor::model {

/// Returns the first word of a value in a table of pairs of a word and a value; `unknown` if there
/// is none.
template <class Table, class Value>
constexpr std::string_view word_of(const Table& table, Value value) {
  for (const auto& [word, named] : table)
    if (named == value)
      return word;
  return "unknown";
}

/// Returns the value of a word in such a table; none if there is none.
template <class Table>
constexpr auto value_of_word(const Table& table, std::string_view word)
    -> std::optional<typename Table::value_type::second_type> {
  for (const auto& [known, value] : table)
    if (known == word)
      return value;
  return std::nullopt;
}

} // namespace docker_monitor::model
