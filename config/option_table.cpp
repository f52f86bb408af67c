// The rows are in serve_options.cpp and subcommand_options.cpp.

#include "config/option_table.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace docker_monitor::config {

std::span<const option_row> option_table() {
  static const auto table = [] {
    auto rows = serve_options();
    std::ranges::move(subcommand_options(), std::back_inserter(rows));
    return rows;
  }();
  return table;
}

const option_row* find_option(std::span<const option_row> table, std::string_view flag) {
  const auto found = std::ranges::find(table, flag, &option_row::flag);
  return found == table.end() ? nullptr : &*found;
}

std::string value_missing(const option_row& option, std::string_view where) {
  const auto example = option.example.empty() ? option.initial : option.example;
  auto message = std::string{where} + " needs a value";
  if (example.empty())
    return message.append(": --").append(option.flag).append(" ").append(option.value.metavar);
  return message.append(" such as ").append(split_list(example).front());
}

std::string variable_by_rule(std::string_view flag) {
  std::string name{variable_prefix};
  for (const char c : flag)
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

} // namespace docker_monitor::config
