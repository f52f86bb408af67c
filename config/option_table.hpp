#pragma once

#include "config/option_value.hpp"
#include "config/subcommands.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::config {

/// The prefix of the environment variables; `DOCKER_HOST` is the exception.
constexpr std::string_view variable_prefix = "DOCKER_MONITOR_";

/// One option. The parser, the help, the man page and the table of docs/configuration.md are made
/// from it.
struct option_row {
  std::string_view group;         ///< the heading in the help
  std::string_view flag;          ///< without the dashes; also the key in the file
  char letter = 0;                ///< the short flag; 0: none
  std::string_view environment{}; ///< the variable; empty: the option is also no key of the file
  option_value value;
  std::string_view initial{}; ///< the default, in the form of the environment variable
  std::string default_text{}; ///< the default in words; empty: as `initial`
  std::string_view example{}; ///< a value for errors; empty: as `initial`
  std::string_view help{};    ///< the description, in a sentence or two
  std::string_view more{};    ///< further text for the man page only
  unsigned scope = of_serve;  ///< where the help lists it
  std::string_view bare{};    ///< the value of the flag without one; empty: a value is required
};

/// Returns all options, by group. To add one, add a row and a member of `options`.
std::span<const option_row> option_table();

/// Returns the options of the server, by group; `option_table` contains them.
std::vector<option_row> serve_options();

/// Returns the options that only subcommands take, by group; `option_table` contains them.
std::vector<option_row> subcommand_options();

/// A value of an option, from one of the sources.
struct given_option {
  const option_row* option;
  std::string value;
  std::string where; ///< for errors: the flag, the variable, or the line of the file with the key
};

/// Returns the option of this flag (without the dashes); null if there is none.
const option_row* find_option(std::span<const option_row> table, std::string_view flag);

/// Returns an error message: `where` (see `given_option`) needs a value, with an example of one.
std::string value_missing(const option_row& option, std::string_view where);

/// Returns the variable of a flag by the naming rule; a row may have another one.
std::string variable_by_rule(std::string_view flag);

} // namespace docker_monitor::config
