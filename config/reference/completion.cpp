// The completions of three shells. Each script is a frame of text around lists from the tables.

#include "config/reference/completion.hpp"

#include "config/option_table.hpp"

#include <algorithm>
#include <cstdint>

namespace docker_monitor::config {

namespace {

/// What a shell offers in place of a value.
enum class value_offer : std::uint8_t { nothing, words, files, directories };

value_offer offer_for(const option_value& value) {
  if (value.words || value.type == option_value::kind::boolean)
    return value_offer::words;
  if (value.metavar == "FILE")
    return value_offer::files;
  return value.metavar == "DIR" ? value_offer::directories : value_offer::nothing;
}

value_offer offer_for_operand(const subcommand_row& row) {
  if (row.operand == "RECORDING")
    return value_offer::files;
  const bool is_words = !row.operand.empty() && row.operand.front() >= 'a';
  return is_words ? value_offer::words : value_offer::nothing;
}

/// Returns the words of a metavar such as `text|json`, with blanks between them.
std::string blank_separated(std::string_view metavar) {
  std::string list{metavar};
  std::ranges::replace(list, '|', ' ');
  return list;
}

std::string offered_words(const option_value& value) {
  return value.metavar.empty() ? "true false" : blank_separated(value.metavar);
}

void add_to_list(std::string& list, std::string_view separator, std::string_view item) {
  if (!list.empty())
    list.append(separator);
  list.append(item);
}

std::string long_flag(const option_row& option) {
  return "--" + std::string{option.flag};
}

/// Returns true where a subcommand has use for an option. The parser accepts more.
bool has_use_for(const subcommand_row& row, const option_row& option) {
  const bool hub_serves = row.what == invocation::command::hub && (option.scope & of_serve) != 0;
  return (option.scope & row.scope) != 0 || option.flag == "help" || hub_serves;
}

/// Returns true for an option of the program (null), or of a subcommand.
bool is_offered(const subcommand_row* row, const option_row& option) {
  return row ? has_use_for(*row, option) : (option.scope & of_serve) != 0;
}

std::string subcommand_names(std::string_view separator) {
  std::string names;
  for (const auto& row : subcommand_table())
    add_to_list(names, separator, row.name);
  return names;
}

// bash

/// Returns the patterns of the flags whose values are offered so.
std::string bash_patterns(value_offer offer) {
  std::string patterns;
  for (const auto& option : option_table()) {
    if (offer_for(option.value) != offer)
      continue;
    if (option.bare.empty())
      add_to_list(patterns, " | ", long_flag(option));
    add_to_list(patterns, " | ", long_flag(option) + '=');
  }
  return patterns;
}

/// Returns the patterns of the flags that take the next word.
std::string bash_valued_flags() {
  std::string patterns;
  for (const auto& option : option_table())
    if (option.bare.empty())
      add_to_list(patterns, " | ", long_flag(option));
  return patterns;
}

std::string bash_options(const subcommand_row* row) {
  std::string flags;
  for (const auto& option : option_table())
    if (is_offered(row, option))
      add_to_list(flags, " ", long_flag(option));
  return flags;
}

std::string bash_reply(const std::string& generator) {
  return "mapfile -t COMPREPLY < <(compgen " + generator + " -- \"$current\")\n";
}

std::string bash_values() {
  const auto file_names = std::string{"    compopt -o filenames 2>/dev/null\n    "};
  std::string text = "  case $flag in\n";
  for (const auto& option : option_table()) {
    if (offer_for(option.value) != value_offer::words)
      continue;
    text += "  ";
    if (option.bare.empty())
      text += long_flag(option) + " | ";
    text += long_flag(option) + "=)\n    ";
    text += bash_reply("-W \"" + offered_words(option.value) + '"') + "    return\n    ;;\n";
  }
  text += "  " + bash_patterns(value_offer::files) + ")\n" + file_names + bash_reply("-f")
          + "    return\n    ;;\n";
  text += "  " + bash_patterns(value_offer::directories) + ")\n" + file_names + bash_reply("-d")
          + "    return\n    ;;\n";
  text += "  " + bash_patterns(value_offer::nothing) + ")\n    return\n    ;;\n";
  return text + "  esac\n";
}

std::string bash_operands() {
  std::string text = "    case $subcommand in\n";
  for (const auto& row : subcommand_table()) {
    const auto offer = offer_for_operand(row);
    if (offer == value_offer::nothing)
      continue;
    text.append("    ").append(row.name).append(")\n");
    if (offer == value_offer::files)
      text += "      compopt -o filenames 2>/dev/null\n      " + bash_reply("-f");
    else
      text += "      " + bash_reply("-W \"" + blank_separated(row.operand) + '"');
    text += "      ;;\n";
  }
  return text + "    esac\n";
}

// zsh

/// Escapes a text for a specification of `_arguments` in single quotes.
std::string in_zsh(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\'') {
      safe += "'\\''";
      continue;
    }
    if (c == '\\' || c == '[' || c == ']' || c == ':')
      safe += '\\';
    safe += c;
  }
  return safe;
}

std::string zsh_action(value_offer offer, const std::string& words) {
  switch (offer) {
  case value_offer::words:
    return '(' + words + ')';
  case value_offer::files:
    return "_files";
  case value_offer::directories:
    return "_files -/";
  case value_offer::nothing:
    break;
  }
  return " "; // a value is expected, and nothing is offered
}

std::string zsh_specification(const option_row& option) {
  const auto help = '[' + in_zsh(option.help) + ']';
  if (option.letter != 0) {
    const auto letter = std::string{'-', option.letter};
    const auto flag = long_flag(option);
    return "'(" + letter + ' ' + flag + ")'{" + letter + ',' + flag + "}'" + help + '\'';
  }
  auto text = std::string{option.value.repeatable ? "'*" : "'"} + long_flag(option);
  if (option.value.metavar.empty())
    return text + help + '\'';
  text += option.bare.empty() ? "=" : "=-";
  text += help + (option.bare.empty() ? ":" : "::") + in_zsh(option.value.metavar) + ':';
  return text + zsh_action(offer_for(option.value), offered_words(option.value)) + '\'';
}

std::string zsh_operands(const subcommand_row* row) {
  constexpr std::string_view indent = "        ";
  std::string text{indent};
  if (!row)
    return text + "'1:subcommand:_docker-monitor_subcommands'\n";
  text += "'1:subcommand: '\n";
  if (!row->operand.empty())
    text.append(indent)
        .append("'2:")
        .append(in_zsh(row->operand))
        .append(":")
        .append(zsh_action(offer_for_operand(*row), blank_separated(row->operand)))
        .append("'\n");
  if (!row->second_operand.empty())
    text.append(indent).append("'3:").append(in_zsh(row->second_operand)).append(": '\n");
  return text;
}

std::string zsh_case(std::string_view pattern, const subcommand_row* row) {
  auto text = "    (" + std::string{pattern} + ")\n      specifications=(\n";
  for (const auto& option : option_table())
    if (is_offered(row, option))
      text += "        " + zsh_specification(option) + '\n';
  return text + zsh_operands(row) + "      )\n      ;;\n";
}

// fish

std::string in_fish(std::string_view text) {
  std::string safe = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\')
      safe += '\\';
    safe += c;
  }
  return safe + '\'';
}

/// Returns the condition under which an option is offered; empty: always.
std::string fish_condition(const option_row& option) {
  std::string with;
  std::string without;
  for (const auto& row : subcommand_table())
    add_to_list(has_use_for(row, option) ? with : without, " ", row.name);
  if ((option.scope & of_serve) == 0)
    return " -n '__fish_seen_subcommand_from " + with + '\'';
  return without.empty() ? without : " -n 'not __fish_seen_subcommand_from " + without + '\'';
}

std::string fish_option(const option_row& option) {
  auto line = "complete -c docker-monitor" + fish_condition(option);
  if (option.letter != 0)
    line.append(" -s ").append(1, option.letter);
  line.append(" -l ").append(option.flag);
  const auto required = option.bare.empty();
  switch (offer_for(option.value)) {
  case value_offer::words:
    if (required || !option.value.metavar.empty())
      line += (required ? " -x -a " : " -a ") + in_fish(offered_words(option.value));
    break;
  case value_offer::files:
    line += " -r -F";
    break;
  case value_offer::directories:
    line += " -x -a '(__fish_complete_directories)'";
    break;
  case value_offer::nothing:
    line += " -x";
    break;
  }
  return line + " -d " + in_fish(option.help) + '\n';
}

std::string fish_subcommand(const subcommand_row& row) {
  const auto begin = std::string{"complete -c docker-monitor -n '"};
  const std::string name{row.name};
  auto lines = begin + "not __fish_seen_subcommand_from " + subcommand_names(" ") + "' -a " + name
               + " -d " + in_fish(row.help) + '\n';
  const auto words = blank_separated(row.operand);
  const auto offer = offer_for_operand(row);
  if (offer == value_offer::files)
    lines += begin + "__fish_seen_subcommand_from " + name + "' -F\n";
  if (offer == value_offer::words)
    lines += begin + "__fish_seen_subcommand_from " + name
             + "; and not __fish_seen_subcommand_from " + words + "' -a " + in_fish(words) + '\n';
  return lines;
}

} // namespace

std::string bash_completion() {
  std::string text =
      "# Completions of docker-monitor for bash, made by "
      "docker-monitor --print-completion bash.\n\n"
      "_docker_monitor() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} flag=${COMP_WORDS[COMP_CWORD - 1]}\n"
      "  local subcommand='' operand='' options='' word i\n"
      "  COMPREPLY=()\n"
      "  if [[ $current == \"=\" ]]; then # a word of its own\n"
      "    current=\n"
      "    flag+=\"=\"\n"
      "  elif [[ $flag == \"=\" ]]; then\n"
      "    flag=${COMP_WORDS[COMP_CWORD - 2]}=\n"
      "  fi\n"
      + bash_values()
      + "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "    word=${COMP_WORDS[i]}\n"
        "    case $word in\n"
        "    "
      + bash_valued_flags()
      + ")\n"
        "      if [[ ${COMP_WORDS[i + 1]} == \"=\" ]]; then ((i++)); fi\n"
        "      ((i++))\n"
        "      ;;\n"
        "    =) ((i++)) ;;\n"
        "    -*) ;;\n"
        "    *)\n"
        "      if [[ -n $subcommand ]]; then\n"
        "        operand=$word\n"
        "      elif [[ \" "
      + subcommand_names(" ")
      + " \" == *\" $word \"* ]]; then\n"
        "        subcommand=$word\n"
        "      fi\n"
        "      ;;\n"
        "    esac\n"
        "  done\n"
        "  if [[ $current == -* ]]; then\n"
        "    case $subcommand in\n";
  for (const auto& row : subcommand_table())
    text += "    " + std::string{row.name} + ") options=\"" + bash_options(&row) + "\" ;;\n";
  text += "    *) options=\"" + bash_options(nullptr) + "\" ;;\n    esac\n    "
          + bash_reply("-W \"$options\"") + "  elif [[ -z $subcommand ]]; then\n    "
          + bash_reply("-W \"" + subcommand_names(" ") + '"') + "  elif [[ -z $operand ]]; then\n"
          + bash_operands() + "  fi\n}\n\ncomplete -F _docker_monitor docker-monitor\n";
  return text;
}

std::string zsh_completion() {
  std::string text = "#compdef docker-monitor\n"
                     "# Completions of docker-monitor for zsh, made by "
                     "docker-monitor --print-completion zsh.\n\n"
                     "_docker-monitor_subcommands() {\n"
                     "  local -a subcommands\n"
                     "  subcommands=(\n";
  for (const auto& row : subcommand_table())
    text += "    '" + std::string{row.name} + ':' + in_zsh(row.help) + "'\n";
  text += "  )\n"
          "  _describe -t subcommands subcommand subcommands\n"
          "}\n\n"
          "_docker-monitor() {\n"
          "  local subcommand word\n"
          "  local -a specifications\n"
          "  for word in ${words[2,CURRENT-1]}; do\n"
          "    case $word in\n"
          "    ("
          + subcommand_names("|")
          + ")\n"
            "      subcommand=$word\n"
            "      break\n"
            "      ;;\n"
            "    esac\n"
            "  done\n"
            "  case $subcommand in\n";
  for (const auto& row : subcommand_table())
    text += zsh_case(row.name, &row);
  return text + zsh_case("*", nullptr)
         + "  esac\n"
           "  _arguments -S $specifications\n"
           "}\n\n"
           "if [[ $funcstack[1] == _docker-monitor ]]; then\n"
           "  _docker-monitor \"$@\"\n"
           "else\n"
           "  compdef _docker-monitor docker-monitor\n"
           "fi\n";
}

std::string fish_completion() {
  std::string text = "# Completions of docker-monitor for fish, made by "
                     "docker-monitor --print-completion fish.\n\n"
                     "complete -c docker-monitor -f\n";
  for (const auto& row : subcommand_table())
    text += fish_subcommand(row);
  for (const auto& option : option_table())
    text += fish_option(option);
  return text;
}

std::string completion_script(std::string_view shell) {
  if (shell == "bash")
    return bash_completion();
  if (shell == "zsh")
    return zsh_completion();
  return shell == "fish" ? fish_completion() : std::string{};
}

} // namespace docker_monitor::config
