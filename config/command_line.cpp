#include "config/command_line.hpp"

#include "model/nearest_word.hpp"

#include <algorithm>

namespace docker_monitor::config {

namespace {

/// Reads the arguments in order.
class argument_reader {
 public:
  argument_reader(
      const std::vector<std::string>& arguments, std::span<const option_row> table,
      command_line& line)
      : arguments_(arguments), table_(table), line_(line) {}

  void read() {
    bool options_end = false;
    while (next_ < arguments_.size()) {
      const auto& argument = arguments_[next_++];
      if (!options_end && argument == "--")
        options_end = true;
      else if (!options_end && argument.size() > 1 && argument.front() == '-')
        read_option(argument);
      else
        read_word(argument);
    }
    check();
  }

 private:
  void complain(std::string what) {
    if (!line_.mistake)
      line_.mistake = model::failure{
          model::failure_code::bad_option, std::move(what) + "; see docker-monitor --help"};
  }

  void read_option(const std::string& argument) {
    const auto equals = std::min(argument.find('='), argument.size());
    const auto name = argument.substr(0, equals);
    const auto* option = find(name);
    if (!option) {
      complain(name + " is not an option" + nearest_flag(name));
      return;
    }
    const auto flag = "--" + std::string{option->flag};
    if (equals < argument.size() - 1)
      line_.given.push_back({option, argument.substr(equals + 1), flag});
    else if (equals == argument.size() && !option->bare.empty())
      line_.given.push_back({option, std::string{option->bare}, flag});
    else if (
        equals == argument.size() && next_ < arguments_.size() && !is_option(arguments_[next_]))
      line_.given.push_back({option, arguments_[next_++], flag});
    else
      complain(value_missing(*option, flag));
  }

  void read_word(const std::string& word) {
    const auto subcommands = subcommand_table();
    if (!line_.subcommand) {
      const auto found = std::ranges::find(subcommands, word, &subcommand_row::name);
      if (found != subcommands.end()) {
        line_.subcommand = &*found;
        return;
      }
      std::vector<std::string_view> names;
      for (const auto& row : subcommands)
        names.push_back(row.name);
      complain("unknown subcommand \"" + word + '"' + model::suggestion(word, names));
    } else if (!line_.subcommand->operand.empty() && line_.operand.empty() && !word.empty()) {
      line_.operand = word;
    } else if (
        !line_.subcommand->second_operand.empty() && line_.second_operand.empty()
        && !word.empty()) {
      line_.second_operand = word;
    } else {
      complain('"' + word + "\" is one argument too many");
    }
  }

  /// Checks what depends on the subcommand, which may come last.
  void check() {
    const auto* const chosen = line_.subcommand;
    for (const auto& given : line_.given)
      if (!(given.option->scope & ((chosen ? chosen->scope : 0U) | of_serve)))
        complain(given.where + " belongs to docker-monitor " + owner(*given.option));
    if (chosen && !chosen->operand.empty() && !chosen->optional_operand && line_.operand.empty())
      complain(
          "docker-monitor " + std::string{chosen->name}
          + " needs an argument: " + std::string{chosen->operand});
  }

  [[nodiscard]] const option_row* find(std::string_view argument) const {
    if (argument.starts_with("--"))
      return find_option(table_, argument.substr(2));
    const auto found = std::ranges::find_if(table_, [&](const option_row& option) {
      return option.letter != 0 && argument == std::string{'-', option.letter};
    });
    return found == table_.end() ? nullptr : &*found;
  }

  /// Returns true for an argument that can't be the value of the previous flag; a negative number
  /// can.
  [[nodiscard]] bool is_option(std::string_view argument) const {
    return argument.starts_with("--") || find(argument) != nullptr;
  }

  [[nodiscard]] std::string nearest_flag(std::string_view name) const {
    std::vector<std::string_view> known;
    for (const auto& option : table_)
      known.push_back(option.flag);
    name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
    const auto nearest = model::nearest_word(name, known);
    return nearest.empty() ? "" : std::string{"; did you mean --"}.append(nearest).append("?");
  }

  [[nodiscard]] static std::string owner(const option_row& option) {
    for (const auto& row : subcommand_table())
      if (option.scope & row.scope)
        return std::string{row.name};
    return {};
  }

  const std::vector<std::string>& arguments_;
  std::span<const option_row> table_;
  command_line& line_;
  std::size_t next_ = 0;
};

} // namespace

command_line
read_command_line(const std::vector<std::string>& arguments, std::span<const option_row> table) {
  command_line line;
  argument_reader{arguments, table, line}.read();
  return line;
}

} // namespace docker_monitor::config
