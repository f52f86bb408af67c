// The help texts for the terminal.

#include "config/option_table.hpp"
#include "config/reference/option_reference.hpp"

#include <algorithm>

namespace docker_monitor::config {

namespace {

constexpr std::size_t help_width = 80;
constexpr std::size_t help_column = 28; ///< column where descriptions begin

constexpr std::string_view program_footer =
    "Every option but those under \"Configuration and information\" is also an environment "
    "variable "
    "and a key of the TOML file of --config. The variable is DOCKER_MONITOR_ and the flag in "
    "capitals, except where another is named above; commas separate several values. The key is the "
    "flag without the dashes, an array for several values. A flag overrides the variable, which "
    "overrides the file.\n\n"
    "DOCKER_TLS_VERIFY and DOCKER_CERT_PATH work as for the docker command. RABBITMQ_HOST, "
    "RABBITMQ_PORT, RABBITMQ_USER and RABBITMQ_PASSWORD add an AMQP sink for dojot's "
    "alarm-manager.\n\n"
    "Exit codes: 0 stopped by a signal; 2 bad option or file; 3 cannot listen.";

constexpr std::string_view program_examples =
    "docker-monitor --demo 12\n"
    "docker-monitor --listen 0.0.0.0:5000 --token-file tokens\n"
    "docker-monitor --sink https://hooks.example/alarms --exclude 'name=ci-*'";

/// Wraps words to lines of at most `help_width` characters.
class wrapped_text {
 public:
  /// The first line begins with `first`, all others with `indent` spaces.
  wrapped_text(std::string first, std::size_t indent) : line_(std::move(first)), indent_(indent) {}

  void add(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find_first_of(" \n"), text.size());
      add_word(text.substr(0, end));
      const bool ends_line = end < text.size() && text[end] == '\n';
      text.remove_prefix(std::min(end + 1, text.size()));
      if (ends_line)
        end_line();
    }
  }

  /// Returns all lines.
  [[nodiscard]] std::string finish() {
    end_line();
    return std::move(done_);
  }

 private:
  void add_word(std::string_view word) {
    if (word.empty())
      return;
    if (line_.size() > indent_ && line_.size() + 1 + word.size() > help_width)
      end_line();
    if (line_.size() < indent_)
      line_.append(indent_ - line_.size(), ' ');
    else if (line_.size() > indent_)
      line_ += ' ';
    line_.append(word);
  }

  void end_line() {
    done_.append(line_).append("\n");
    line_.clear();
  }

  std::string done_;
  std::string line_;
  std::size_t indent_;
};

std::string paragraphs(std::string_view text) {
  wrapped_text lines{{}, 0};
  lines.add(text);
  return lines.finish();
}

/// Returns an entry: a name in the left column, its description in the right one.
std::string entry(std::string name, std::string_view text) {
  std::string above;
  if (name.size() + 2 > help_column) {
    above = name + '\n';
    name.clear();
  }
  wrapped_text lines{std::move(name), help_column};
  lines.add(text);
  return above + lines.finish();
}

/// Returns the facts in parentheses after an option's description.
std::vector<std::string> option_facts(const option_row& option) {
  std::vector<std::string> facts;
  if (option.value.repeatable)
    facts.emplace_back("repeatable");
  if (!option.value.range.empty())
    facts.push_back(option.value.range);
  if (const auto value = default_of(option); !value.empty())
    facts.push_back("default: " + value);
  if (!option.environment.empty() && option.environment != variable_by_rule(option.flag))
    facts.push_back("variable: " + std::string{option.environment});
  return facts;
}

std::string option_entry(const option_row& option) {
  std::string name = option.letter == 0 ? "  " : std::string{"  -"} + option.letter + ", ";
  name.append("--").append(option.flag);
  if (!option.value.metavar.empty() && option.bare.empty())
    name.append(" ").append(option.value.metavar);
  else if (!option.value.metavar.empty())
    name.append("[=").append(option.value.metavar).append("]");
  const auto facts = option_facts(option);
  std::string text{option.help};
  for (std::size_t i = 0; i < facts.size(); ++i)
    text.append(i == 0 ? " (" : "; ").append(facts[i]);
  return entry(std::move(name), facts.empty() ? text : text + ')');
}

/// Returns the entries of the options that belong to all of `scopes`, and to none of `others`.
std::string option_entries(unsigned scopes, unsigned others = 0) {
  std::string text;
  std::string_view group;
  for (const auto& option : option_table()) {
    if ((option.scope & scopes) != scopes || (option.scope & others) != 0)
      continue;
    if (option.group != group)
      text.append("\n").append(option.group).append(":\n");
    group = option.group;
    text += option_entry(option);
  }
  return text;
}

/// Returns the last paragraph: one command per line, which is not wrapped.
std::string example_lines(std::string_view examples) {
  std::string text = "\nExamples:\n";
  while (!examples.empty()) {
    const auto end = std::min(examples.find('\n'), examples.size());
    text.append("  ").append(examples.substr(0, end)).append("\n");
    examples.remove_prefix(std::min(end + 1, examples.size()));
  }
  return text;
}

std::string synopsis(const subcommand_row& row) {
  auto text = std::string{row.name} + " [OPTION]...";
  if (row.optional_operand)
    return text.append(" [").append(row.operand).append("] [").append(row.second_operand) + ']';
  if (!row.operand.empty())
    text.append(" ").append(row.operand);
  if (!row.second_operand.empty())
    text.append(" [").append(row.second_operand).append("]");
  return text;
}

std::string program_help() {
  std::string text = "Usage: docker-monitor [OPTION]...\n";
  for (const auto& row : subcommand_table())
    text.append("       docker-monitor ").append(synopsis(row)).append("\n");
  text += "\nServes status, CPU, memory and alarms of every container on a Docker host.\n";
  text += "\nSubcommands (docker-monitor SUBCOMMAND --help shows more):\n";
  for (const auto& row : subcommand_table())
    text += entry("  " + std::string{row.name}, row.help);
  return text + option_entries(of_serve) + '\n' + paragraphs(program_footer)
         + example_lines(program_examples);
}

} // namespace

std::string help_text(const subcommand_row* subcommand) {
  if (!subcommand)
    return program_help();
  return "Usage: docker-monitor " + synopsis(*subcommand) + "\n\n" + paragraphs(subcommand->help)
         + option_entries(subcommand->scope, of_serve)
         + option_entries(subcommand->scope | of_serve) + '\n' + paragraphs(subcommand->footer)
         + example_lines(subcommand->examples);
}

} // namespace docker_monitor::config
