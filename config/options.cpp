#include "config/options.hpp"

#include "config/command_line.hpp"
#include "config/option_file.hpp"
#include "config/option_table.hpp"
#include "config/reference/completion.hpp"
#include "config/reference/option_reference.hpp"
#include "model/nearest_word.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace docker_monitor::config {

using namespace model;

namespace {

using command = invocation::command;

failure bad_option(std::string message) {
  return {failure_code::bad_option, std::move(message)};
}

/// Reads values into `into`. Returns the first failure.
std::optional<failure> take_values(parsed_options& into, std::span<const given_option> given) {
  for (const auto& [option, value, where] : given)
    if (const auto why = option->value.read(into, value))
      return bad_option(where + ": " + *why);
  return std::nullopt;
}

/// Returns the values of `given` for one option.
std::vector<given_option>
values_of(const option_row& option, const std::vector<given_option>& given) {
  std::vector<given_option> found;
  std::ranges::copy_if(
      given, std::back_inserter(found), [&](const auto& one) { return one.option == &option; });
  return found;
}

/// Splits a text in the form of the environment and the table into values.
std::vector<given_option>
values_in(std::string_view text, const option_row& option, const std::string& where) {
  if (!option.value.repeatable)
    return {{&option, std::string{text}, where}};
  std::vector<given_option> values;
  for (auto& part : split_list(text))
    values.push_back({&option, std::move(part), where});
  return values;
}

/// Sets each option from the first source that has it: command line, environment, file, default.
std::optional<failure>
take_all(parsed_options& into, const command_line& line, const option_sources& sources) {
  std::vector<given_option> file;
  if (!into.config.empty()) {
    const auto text = sources.read_file(into.config);
    if (!text)
      return bad_option("--config " + into.config + ": " + text.error().message);
    auto given = read_option_file(*text, into.config, option_table());
    if (!given)
      return given.error();
    file = *std::move(given);
  }
  for (const auto& option : option_table()) {
    if (option.environment.empty())
      continue;
    const std::string variable{option.environment};
    auto values = values_of(option, line.given);
    if (values.empty())
      if (const auto value = sources.environment(variable))
        values = values_in(*value, option, variable + " (--" + std::string{option.flag} + ")");
    if (values.empty())
      values = values_of(option, file);
    if (values.empty() && !option.initial.empty())
      values = values_in(option.initial, option, "the default of --" + std::string{option.flag});
    if (auto why = take_values(into, values))
      return why;
  }
  return std::nullopt;
}

/// Sets the options that only the command line can set.
std::optional<failure> take_commands(parsed_options& into, const command_line& line) {
  for (const auto& one : line.given)
    if (one.option->environment.empty())
      if (auto why = take_values(into, {&one, 1}))
        return why;
  return std::nullopt;
}

/// Returns a warning for an unknown variable with the program's prefix.
std::optional<std::string> warning_about(std::string_view variable) {
  if (!variable.starts_with(variable_prefix))
    return std::nullopt;
  auto warning = "the environment variable " + std::string{variable} + " is unknown and ignored";
  std::vector<std::string_view> known;
  for (const auto& option : option_table()) {
    if (option.environment == variable)
      return std::nullopt;
    if (variable_by_rule(option.flag) == variable)
      return option.environment.empty()
                 ? warning.append("; --").append(option.flag).append(" belongs on the command line")
                 : warning.append("; did you mean ").append(option.environment).append("?");
    if (option.environment.starts_with(variable_prefix))
      known.push_back(option.environment.substr(variable_prefix.size()));
  }
  const auto nearest = nearest_word(variable.substr(variable_prefix.size()), known);
  if (!nearest.empty())
    warning.append("; did you mean ").append(variable_prefix).append(nearest).append("?");
  return warning;
}

std::vector<std::string> find_warnings(const option_sources& sources) {
  std::vector<std::string> warnings;
  auto names = sources.variable_names ? sources.variable_names() : std::vector<std::string>{};
  std::ranges::sort(names);
  for (const auto& name : names)
    if (auto warning = warning_about(name))
      warnings.push_back(*std::move(warning));
  return warnings;
}

/// Sets the arguments of `silence` and `ack`. Only patterns of the command line belong to a
/// silence, not those of the environment and the file, which configure the running instance.
std::optional<failure> take_control(invocation& into, const command_line& line) {
  auto& control = into.control;
  for (const auto& one : line.given) {
    if (one.option->flag == "include")
      control.include.push_back(one.value);
    if (one.option->flag == "exclude")
      control.exclude.push_back(one.value);
  }
  if (into.what == command::ack) {
    control.id = line.operand;
    return std::nullopt;
  }
  control.action = line.operand;
  control.id = line.second_operand;
  constexpr std::array<std::string_view, 3> actions{"add", "list", "end"};
  if (std::ranges::find(actions, control.action) == actions.end())
    return bad_option("docker-monitor silence " + control.action + ": expected add, list or end");
  if (control.action == "end" && control.id.empty())
    return bad_option("docker-monitor silence end needs the ID of a silence; see silence list");
  if (control.action != "end" && !control.id.empty())
    return bad_option('"' + control.id + "\" is one argument too many");
  if (control.action != "add")
    return std::nullopt;
  if (control.include.empty())
    return bad_option("docker-monitor silence add needs --include PATTERN, such as name=web-*");
  if (control.lasts.count() == 0)
    return bad_option("docker-monitor silence add needs --for DURATION, such as 2h");
  return std::nullopt;
}

std::optional<failure> take_sink(invocation& into, const command_line& line) {
  if (line.operand != "test")
    return bad_option("docker-monitor sink " + line.operand + ": expected test");
  if (line.second_operand.empty())
    return bad_option("docker-monitor sink test needs the URL of a sink, as in --sink");
  into.sink = line.second_operand;
  return std::nullopt;
}

/// What `hub` is asked for.
std::optional<failure> take_hub(invocation& into, const command_line& line) {
  auto& hub = into.hub;
  hub.action = line.operand;
  hub.name = line.second_operand;
  constexpr std::array<std::string_view, 5> actions{"", "invite", "hosts", "revoke", "remove"};
  if (std::ranges::find(actions, hub.action) == actions.end())
    return bad_option(
        "docker-monitor hub " + hub.action + ": expected invite, hosts, revoke or remove");
  const auto asked = "docker-monitor hub " + hub.action;
  if (hub.action == "invite") {
    if (hub.name.empty() == hub.from.empty())
      return bad_option(asked + " needs the NAME of a host, or --from FILE with many");
    if (hub.output.empty())
      return bad_option(asked + " needs --output FILE, or a directory with --from");
  } else if (!hub.output.empty() || !hub.from.empty() || !hub.group.empty()) {
    return bad_option("--output, --from and --group belong to docker-monitor hub invite");
  }
  if ((hub.action == "revoke" || hub.action == "remove") && hub.name.empty())
    return bad_option(asked + " needs the NAME of a host; see docker-monitor hub hosts");
  if (hub.action == "hosts" && !hub.name.empty())
    return bad_option('"' + hub.name + "\" is one argument too many");
  return std::nullopt;
}

invocation print(std::string text) {
  invocation result;
  result.what = command::print;
  result.text = std::move(text);
  return result;
}

} // namespace

expected<invocation>
parse_invocation(const std::vector<std::string>& arguments, const option_sources& sources) {
  const auto line = read_command_line(arguments, option_table());
  parsed_options parsed;
  const auto refused = take_commands(parsed, line);
  if (parsed.help)
    return print(help_text(line.subcommand));
  if (parsed.version)
    return print("docker-monitor " DOCKER_MONITOR_VERSION "\n");
  if (line.mistake)
    return *line.mistake;
  if (refused)
    return *refused;
  if (!parsed.reference.empty())
    return print(parsed.reference == "man" ? man_reference() : markdown_reference());
  if (!parsed.shell.empty())
    return print(completion_script(parsed.shell));
  if (auto why = take_all(parsed, line, sources))
    return *why;
  if (parsed.as_json && !parsed.top.once)
    return bad_option("--format belongs to --once; add it, or leave --format out");
  parsed.top.json = parsed.as_json.value_or(false);
  parsed.recording = line.operand;
  parsed.warnings = find_warnings(sources);
  if (line.subcommand)
    parsed.what = line.subcommand->what;
  else if (parsed.print_rules)
    parsed.what = command::print_rules;
  if (parsed.what == command::silence || parsed.what == command::ack)
    if (auto why = take_control(parsed, line))
      return *why;
  if (parsed.what == command::sink)
    if (auto why = take_sink(parsed, line))
      return *why;
  if (parsed.what == command::hub)
    if (auto why = take_hub(parsed, line))
      return *why;
  return static_cast<invocation&&>(parsed);
}

} // namespace docker_monitor::config
