#define CAF_SUITE config.completion
#include "config/option_table.hpp"
#include "config/reference/completion.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace completion_test {

using namespace docker_monitor::config;

namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string flag_of(const option_row& option) {
  return "--" + std::string{option.flag};
}

} // namespace

CAF_TEST(every option is completed in every shell) {
  const auto bash = bash_completion();
  const auto zsh = zsh_completion();
  const auto fish = fish_completion();
  for (const auto& option : option_table()) {
    CAF_MESSAGE(option.flag);
    const auto flag = flag_of(option);
    CAF_CHECK(contains(bash, flag + ' ') || contains(bash, flag + '"'));
    CAF_CHECK(
        contains(zsh, flag + '[') || contains(zsh, flag + "=[") || contains(zsh, flag + "=-[")
        || contains(zsh, flag + "}'["));
    CAF_CHECK(contains(fish, " -l " + std::string{option.flag} + ' '));
  }
}

CAF_TEST(every subcommand is completed in every shell) {
  const auto bash = bash_completion();
  const auto zsh = zsh_completion();
  const auto fish = fish_completion();
  for (const auto& row : subcommand_table()) {
    CAF_MESSAGE(row.name);
    const std::string name{row.name};
    CAF_CHECK(contains(bash, "\n    " + name + ") options="));
    CAF_CHECK(contains(zsh, "\n    '" + name + ':'));
    CAF_CHECK(contains(zsh, "\n    (" + name + ")\n"));
    CAF_CHECK(contains(fish, " -a " + name + " -d '"));
  }
}

CAF_TEST(the words of an option are completed in every shell) {
  for (const auto& option : option_table()) {
    if (!option.value.words)
      continue;
    CAF_MESSAGE(option.flag);
    auto words = option.value.metavar;
    std::ranges::replace(words, '|', ' ');
    CAF_CHECK(contains(bash_completion(), flag_of(option) + "=)\n"));
    CAF_CHECK(contains(bash_completion(), "compgen -W \"" + words + "\" -- "));
    CAF_CHECK(contains(zsh_completion(), ":(" + words + ")'"));
    CAF_CHECK(contains(fish_completion(), " -a '" + words + "' -d "));
  }
}

CAF_TEST(files and directories are completed where an option takes one) {
  CAF_CHECK(contains(bash_completion(), "--token-file | --token-file= | "));
  CAF_CHECK(contains(bash_completion(), "--cgroup-root | --cgroup-root= | "));
  const auto zsh = zsh_completion();
  CAF_CHECK(contains(zsh, ":FILE:_files'"));
  CAF_CHECK(contains(zsh, ":DIR:_files -/'"));
  CAF_CHECK(contains(zsh, "'2:RECORDING:_files'"));
  const auto fish = fish_completion();
  CAF_CHECK(contains(fish, " -l token-file -r -F -d "));
  CAF_CHECK(contains(fish, " -l data-dir -x -a '(__fish_complete_directories)' -d "));
}

CAF_TEST(a subcommand offers its own options) {
  const auto bash = bash_completion();
  const auto options_of = [&](const std::string& name) {
    const auto begin = bash.find("\n    " + name + ") options=\"");
    return bash.substr(begin, bash.find(";;", begin) - begin);
  };
  CAF_CHECK(contains(options_of("top"), "--once"));
  CAF_CHECK(!contains(options_of("top"), "--sink"));
  CAF_CHECK(contains(options_of("silence"), "--comment"));
  CAF_CHECK(contains(options_of("silence"), "--help"));
  CAF_CHECK(contains(options_of("hub"), "--listen")); // it serves, too
  CAF_CHECK(!contains(options_of("*"), "--once"));
  CAF_CHECK(contains(bash, "compgen -W \"add list end\""));
}

CAF_TEST(a help text cannot leave its quotes) {
  CAF_CHECK(contains(zsh_completion(), "the kernel'\\''s cgroup files"));
  CAF_CHECK(contains(fish_completion(), "the kernel\\'s cgroup files"));
  CAF_CHECK(contains(zsh_completion(), "Where samples come from\\:"));
  CAF_CHECK(contains(zsh_completion(), "label=KEY\\[=VALUE\\]"));
}

CAF_TEST(there is a script for the shells that are known) {
  CAF_CHECK_EQUAL(completion_script("bash"), bash_completion());
  CAF_CHECK_EQUAL(completion_script("zsh"), zsh_completion());
  CAF_CHECK_EQUAL(completion_script("fish"), fish_completion());
  CAF_CHECK_EQUAL(completion_script("tcsh"), "");
}

} // namespace completion_test
