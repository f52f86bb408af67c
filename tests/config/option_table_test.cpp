#define CAF_SUITE config.option_table
#include "config/option_table.hpp"
#include "config/reference/option_reference.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace option_table_test {

using namespace docker_monitor::config;
using namespace docker_monitor::model;

namespace {

using words = std::vector<std::string>;

/// The sources of options, and what they make of them.
struct sources {
  words arguments{};
  std::map<std::string, std::string, std::less<>> variables{};
  std::string file{};    ///< the text of the file; empty: none is named
  std::string command{}; ///< the subcommand; empty: none

  [[nodiscard]] expected<invocation> parse() const {
    auto all = arguments;
    if (!command.empty())
      all.insert(all.begin(), command);
    if (!file.empty())
      all.insert(all.end(), {"--config", "f.toml"});
    return parse_invocation(
        all, {.environment = [this](std::string_view name) -> std::optional<std::string> {
                const auto found = variables.find(name);
                return found == variables.end() ? std::nullopt : std::optional{found->second};
              },
              .read_file = [this](const std::string&) -> expected<std::string> { return file; },
              .variable_names = {}});
  }

  /// The options, or an error of the test.
  [[nodiscard]] options read() const {
    const auto parsed = parse();
    if (!parsed)
      CAF_FAIL(parsed.error().message);
    return parsed->options;
  }

  [[nodiscard]] std::string error() const {
    const auto parsed = parse();
    return parsed ? "no error" : parsed.error().message;
  }
};

std::string flag_of(const option_row& option) {
  return "--" + std::string{option.flag};
}

/// The value as a TOML value of the option's type.
std::string in_toml(const option_row& option, const std::string& value) {
  return option.value.type == option_value::kind::text ? '"' + value + '"' : value;
}

/// The subcommand of an option that only the hub takes.
std::string command_of(const option_row& option) {
  return (option.scope & of_serve) != 0 ? "" : "hub";
}

sources by_flag(const option_row& option, const std::string& value) {
  if (!option.bare.empty()) // the word behind it would be none of its own
    return {.arguments = {flag_of(option) + "=" + value}, .command = command_of(option)};
  return {.arguments = {flag_of(option), value}, .command = command_of(option)};
}

sources by_variable(const option_row& option, const std::string& value) {
  return {.variables = {{std::string{option.environment}, value}}, .command = command_of(option)};
}

sources by_file(const option_row& option, const std::string& value) {
  return {
      .file = "\n" + std::string{option.flag} + " = " + in_toml(option, value) + "\n",
      .command = command_of(option)};
}

/// Three values that the option takes, none of them its default, and no two alike.
words three_values(const option_row& option) {
  words candidates{"2",   "3",   "4",   "5s",  "6s",       "7s",       "25h",     "26h",
                   "27h", "5MB", "6MB", "7MB", "http://a", "http://b", "http://c"};
  if (option.value.type == option_value::kind::boolean)
    candidates = {"true"};
  if (option.value.words) {
    auto list = option.value.metavar;
    std::ranges::replace(list, '|', ',');
    candidates = split_list(list);
  }
  words values;
  std::vector<options> seen{sources{}.read()};
  for (const auto& candidate : candidates) {
    const auto parsed = by_flag(option, candidate).parse();
    if (!parsed || std::ranges::find(seen, parsed->options) != seen.end())
      continue;
    seen.push_back(parsed->options);
    values.push_back(candidate);
  }
  CAF_REQUIRE(!values.empty());
  while (values.size() < 3) // of two words one is the default
    values.push_back(values.back());
  values.resize(3);
  return values;
}

/// A value that the option does not take; none where it takes any text.
std::string wrong_value(const option_row& option) {
  return by_flag(option, "no, this").parse() ? std::string{} : "no, this";
}

std::vector<option_row> settable() {
  std::vector<option_row> rows;
  std::ranges::copy_if(option_table(), std::back_inserter(rows), [](const option_row& option) {
    return !option.environment.empty();
  });
  return rows;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

} // namespace

CAF_TEST(every option has a flag and a variable and a help of its own) {
  std::set<std::string_view> flags;
  std::set<std::string_view> variables{};
  std::set<std::string_view> groups;
  std::string_view group;
  for (const auto& option : option_table()) {
    CAF_MESSAGE(option.flag);
    CAF_CHECK(flags.insert(option.flag).second);
    if (!option.environment.empty())
      CAF_CHECK(variables.insert(option.environment).second);
    if (option.group != group)
      CAF_CHECK(groups.insert(option.group).second); // a group is in one place
    group = option.group;
    CAF_CHECK(option.help.ends_with('.'));
    CAF_CHECK(option.more.empty() || option.more.ends_with('.'));
    CAF_CHECK_EQUAL(option.value.metavar.empty() && option.bare.empty(), false);
    CAF_CHECK(option.environment.empty() || !default_of(option).empty());
  }
}

CAF_TEST(the default of every option is a value that it takes) {
  for (const auto& option : settable()) {
    CAF_MESSAGE(option.flag);
    if (option.initial.empty())
      continue;
    CAF_CHECK(by_variable(option, std::string{option.initial}).read() == sources{}.read());
    if (!option.value.repeatable)
      CAF_CHECK(by_flag(option, std::string{option.initial}).read() == sources{}.read());
  }
}

CAF_TEST(the flag and the variable and the key of every option mean the same) {
  const auto by_default = sources{}.read();
  for (const auto& option : settable()) {
    CAF_MESSAGE(option.flag);
    const auto value = three_values(option).front();
    const auto set = by_flag(option, value).read();
    CAF_CHECK(!(set == by_default));
    auto joined = by_flag(option, value);
    joined.arguments = {flag_of(option) + "=" + value};
    CAF_CHECK(joined.read() == set);
    CAF_CHECK(by_variable(option, value).read() == set);
    CAF_CHECK(by_file(option, value).read() == set);
  }
}

CAF_TEST(the flag of every option overrides the variable and that overrides the key) {
  for (const auto& option : settable()) {
    CAF_MESSAGE(option.flag);
    const auto values = three_values(option);
    auto all = by_file(option, values[2]);
    all.variables = by_variable(option, values[1]).variables;
    CAF_CHECK(all.read() == by_flag(option, values[1]).read());
    all.arguments = by_flag(option, values[0]).arguments;
    CAF_CHECK(all.read() == by_flag(option, values[0]).read());
  }
}

CAF_TEST(a flag that is given twice counts once or is a list) {
  for (const auto& option : settable()) {
    CAF_MESSAGE(option.flag);
    const auto values = three_values(option);
    const auto flag = flag_of(option) + "=";
    const sources twice{
        .arguments = {flag + values[0], flag + values[1]}, .command = command_of(option)};
    if (!option.value.repeatable) {
      CAF_CHECK(twice.read() == by_flag(option, values[1]).read());
      continue;
    }
    CAF_CHECK(!(twice.read() == by_flag(option, values[1]).read()));
    CAF_CHECK(by_variable(option, values[0] + " , " + values[1]).read() == twice.read());
    CAF_CHECK(
        (sources{
             .file = std::string{option.flag} + " = [\"" + values[0] + "\", \"" + values[1] + "\"]",
             .command = command_of(option)}
             .read()
         == twice.read()));
  }
}

CAF_TEST(every option without its value is refused with an example) {
  for (const auto& option : option_table()) {
    if (!option.bare.empty())
      continue;
    CAF_MESSAGE(option.flag);
    const auto flag = flag_of(option);
    for (const auto& arguments :
         {words{flag}, words{flag + "="}, words{flag, "--threads", "1"}, words{flag, "-h"}}) {
      const auto message = sources{.arguments = arguments}.error();
      if (arguments.back() == "-h") {
        CAF_CHECK_EQUAL(message, "no error"); // the help says more
        continue;
      }
      CAF_CHECK(message.starts_with(flag + " needs a value"));
      CAF_CHECK(contains(message, " such as ") || contains(message, ": " + flag + ' '));
    }
  }
}

CAF_TEST(a wrong value is refused with the place where it was given) {
  for (const auto& option : settable()) {
    CAF_MESSAGE(option.flag);
    const auto wrong = wrong_value(option);
    if (wrong.empty())
      continue;
    const auto flag = flag_of(option);
    CAF_CHECK(by_flag(option, wrong).error().starts_with(flag + ": \"no, this\" "));
    CAF_CHECK(by_variable(option, wrong)
                  .error()
                  .starts_with(std::string{option.environment} + " (" + flag + "): \"no, this\" "));
    const auto of_file = by_file(option, wrong).error();
    if (option.value.type == option_value::kind::text)
      CAF_CHECK(of_file.starts_with("f.toml:2: " + flag.substr(2) + ": \"no, this\" "));
    else
      CAF_CHECK(of_file.starts_with("f.toml:2: "));
  }
}

CAF_TEST(every option is in the help and the man page and the table) {
  auto help = help_text(nullptr);
  for (const auto& row : subcommand_table())
    help += help_text(&row);
  const auto man = man_reference();
  for (const auto& option : option_table()) {
    CAF_MESSAGE(option.flag);
    CAF_CHECK(contains(help, flag_of(option)));
    auto in_roff = flag_of(option);
    for (auto at = in_roff.find('-'); at != std::string::npos; at = in_roff.find('-', at + 2))
      in_roff.insert(at, "\\");
    CAF_CHECK(contains(man, "\\fB" + in_roff + "\\fR"));
    auto in_table = "| `" + flag_of(option);
    in_table += option.value.metavar.empty() ? "`" : " ";
    CAF_CHECK_EQUAL(contains(markdown_reference(), in_table), !option.environment.empty());
  }
}

CAF_TEST(every help ends with examples and the parser takes each of them) {
  std::vector<std::string> helps{help_text(nullptr)};
  for (const auto& row : subcommand_table())
    helps.push_back(help_text(&row));
  for (const auto& help : helps) {
    const std::string_view heading = "\nExamples:\n";
    const auto begin = help.find(heading);
    CAF_REQUIRE(begin != std::string::npos);
    std::istringstream examples{help.substr(begin + heading.size())};
    std::size_t count = 0;
    for (std::string line; std::getline(examples, line); ++count) {
      CAF_MESSAGE(line);
      std::erase(line, '\'');
      std::istringstream text{line};
      words arguments(
          std::istream_iterator<std::string>{text}, std::istream_iterator<std::string>{});
      CAF_REQUIRE(arguments.size() > 1);
      if (arguments.front() == "curl")
        continue;
      CAF_CHECK_EQUAL(arguments.front(), "docker-monitor");
      arguments.erase(arguments.begin());
      CAF_CHECK_EQUAL((sources{.arguments = arguments}.error()), "no error");
    }
    CAF_CHECK(count == 2 || count == 3);
  }
}

CAF_TEST(every help has the flag that asks for it) {
  for (const auto& row : subcommand_table()) {
    CAF_MESSAGE(row.name);
    CAF_CHECK(contains(help_text(&row), "-h, --help"));
  }
}

CAF_TEST(what is no option of the program itself comes last in its help) {
  const auto help = help_text(nullptr);
  CAF_CHECK(help.find("\nMany hosts:\n") < help.find("\nConfiguration and information:\n"));
}

CAF_TEST(no line of the help is wider than a terminal) {
  auto help = help_text(nullptr);
  for (const auto& row : subcommand_table())
    help += help_text(&row);
  for (std::size_t begin = 0; begin < help.size();) {
    const auto end = help.find('\n', begin);
    const auto line = help.substr(begin, end - begin);
    if (line.size() > 80 || line.ends_with(' '))
      CAF_ERROR(line);
    begin = end + 1;
  }
}

CAF_TEST(the table of the documentation is the table of the options) {
  std::ifstream file{DOCKER_MONITOR_FIXTURES "/../../docs/configuration.md"};
  CAF_REQUIRE(file.is_open());
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  const std::string_view before = "checked by the tests -->\n";
  const auto begin = page.find(before);
  const auto end = page.find("<!-- options end");
  CAF_REQUIRE(begin != std::string::npos && end != std::string::npos);
  const auto table = page.substr(begin + before.size(), end - begin - before.size());
  if (table != markdown_reference()) // too long to be shown
    CAF_ERROR(
        "docs/configuration.md: replace the table by what docker-monitor --print-options prints");
}

} // namespace option_table_test
