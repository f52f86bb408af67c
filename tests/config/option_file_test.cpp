#define CAF_SUITE config.option_file
#include "config/option_file.hpp"

#include <caf/test/unit_test.hpp>

namespace option_file_test {

using namespace docker_monitor::config;

namespace {

/// Options of every type. The values go nowhere.
const std::vector<option_row>& table() {
  static const std::vector<option_row> rows{
      {.group = "all",
       .flag = "file",
       .environment = "FILE",
       .value = text("FILE", &options::rules)},
      {.group = "all",
       .flag = "sink",
       .environment = "SINKS",
       .value = texts("URL", &options::sinks)},
      {.group = "all",
       .flag = "count",
       .environment = "COUNT",
       .value = number(&options::threads, 1, 9)},
      {.group = "all",
       .flag = "quick",
       .environment = "QUICK",
       .value = on_or_off(&options::check_config)},
      {.group = "all",
       .flag = "interval",
       .environment = "INTERVAL",
       .value = duration(&options::interval, std::chrono::seconds{1}),
       .initial = "1s"},
      {.group = "all", .flag = "config", .value = text("FILE", &parsed_options::config)},
  };
  return rows;
}

/// What the file gives, as `where=value` one after the other, or the error.
std::string read(std::string_view file) {
  const auto given = read_option_file(file, "f.toml", table());
  if (!given)
    return given.error().message;
  std::string all;
  for (const auto& one : *given)
    all += one.where + '=' + one.value + ' ';
  return all;
}

} // namespace

CAF_TEST(each type of TOML is read and its line is known) {
  CAF_CHECK_EQUAL(read("file = \"a b\""), "f.toml:1: file=a b ");
  CAF_CHECK_EQUAL(read("# one\ncount = 1_000\n"), "f.toml:2: count=1000 ");
  CAF_CHECK_EQUAL(read("quick = true"), "f.toml:1: quick=true ");
  CAF_CHECK_EQUAL(read("quick = false"), "f.toml:1: quick=false ");
  CAF_CHECK_EQUAL(read("sink = 'a'"), "f.toml:1: sink=a ");
  CAF_CHECK_EQUAL(read("sink = [\n'a',\n'b,c',\n]"), "f.toml:2: sink=a f.toml:3: sink=b,c ");
  CAF_CHECK_EQUAL(read("sink = []"), "");
  CAF_CHECK_EQUAL(read(""), "");
}

CAF_TEST(a wrong type is refused with its line and the right one) {
  CAF_CHECK_EQUAL(
      read("\ncount = \"1\""), "f.toml:2: count: expected a whole number, without quotes");
  CAF_CHECK_EQUAL(read("count = 1.5"), "f.toml:1: count: expected a whole number, without quotes");
  CAF_CHECK_EQUAL(
      read("quick = \"yes\""), "f.toml:1: quick: expected true or false, without quotes");
  CAF_CHECK_EQUAL(read("file = 1"), "f.toml:1: file: expected a text in quotes");
  CAF_CHECK_EQUAL(read("file = ['a']"), "f.toml:1: file: expected a text in quotes");
  CAF_CHECK_EQUAL(
      read("sink = [\n'a',\n1]"),
      "f.toml:3: sink: expected a text in quotes, or an array of such texts");
  CAF_CHECK_EQUAL(read("file = ''"), "f.toml:1: file needs a value: --file FILE");
  CAF_CHECK_EQUAL(read("interval = ''"), "f.toml:1: interval needs a value such as 1s");
}

CAF_TEST(an unknown key is refused with its line and the nearest one) {
  CAF_CHECK_EQUAL(
      read("\n\nsinks = 'a'"), "f.toml:3: unknown key \"sinks\"; did you mean \"sink\"?");
  CAF_CHECK_EQUAL(
      read("[section]\nfile = 'a'"),
      "f.toml:1: unknown key \"section\"; docker-monitor --help lists what is known");
  CAF_CHECK_EQUAL(
      read("config = 'a'"),
      "f.toml:1: unknown key \"config\"; --config belongs on the command line");
}

CAF_TEST(the first of several mistakes is shown) {
  CAF_CHECK(read("zebra = 1\napple = 2").starts_with("f.toml:1: unknown key \"zebra\""));
}

CAF_TEST(malformed TOML is one line with its line number) {
  for (const auto* text :
       {"\n[.", "\n[[.", "\n[", "\n[]", "\n=", "\n{", "\nfile", "\nfile =", "\nfile = [",
        "\nfile = 'a", "\nfile = \"\"\"a\n", "\nfile = 1s", "\nfile = {.", "\n[ .", "\n\"",
        "\nfile = 'a' x", "\n\x01", "\nfile = '\xff'"}) {
    const auto message = read(text);
    CAF_MESSAGE(message);
    CAF_CHECK(message.starts_with("f.toml:2: ") || message.starts_with("f.toml:3: "));
    CAF_CHECK(message.find('\n') == std::string::npos);
  }
  CAF_CHECK(read("file = 'a'\nfile = 'b'").starts_with("f.toml:2: "));
}

} // namespace option_file_test
