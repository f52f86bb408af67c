#pragma once

#include "config/option_value.hpp"
#include "config/subcommands.hpp"

#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::config {

/// What the environment variables begin with; `DOCKER_HOST` is the exception.
constexpr std::string_view variable_prefix = "DOCKER_MONITOR_";

/// One option. The parser, the help, the man page and the table of docs/configuration.md are made
/// from it.
struct option_row {
  std::string_view group;         ///< the heading of its part of the help
  std::string_view flag;          ///< without the dashes; the key of the file, too
  char letter = 0;                ///< the short flag; 0: none
  std::string_view environment{}; ///< the variable; empty: the option is no key of the file either
  option_value value;
  std::string_view initial{}; ///< the default, as the environment variable would have it
  std::string default_text{}; ///< the default in words; empty: as `initial`
  std::string_view example{}; ///< a value for errors; empty: as `initial`
  std::string_view help{};    ///< what it does, in a sentence or two
  std::string_view more{};    ///< what only the man page says
  unsigned scope = of_serve;  ///< where it is listed in the help
  std::string_view bare{};    ///< the value of the flag without one; empty: a value is needed
};

/// Every option, group by group. To add one, add a row and a member of `options`.
std::span<const option_row> option_table();

/// A value of an option, as one of the sources gives it.
struct given_option {
  const option_row* option;
  std::string value;
  std::string where; ///< for errors: the flag, the variable, or the line of the file with the key
};

/// The option of this flag (without the dashes); null: there is none.
const option_row* find_option(std::span<const option_row> table, std::string_view flag);

/// An error: `where` (see `given_option`) needs a value, and what one looks like.
std::string value_missing(const option_row& option, std::string_view where);

/// The default of an option for people; empty: it has none.
std::string default_of(const option_row& option);

/// The variable that an option has by its flag; a row may have another.
std::string variable_by_rule(std::string_view flag);

} // namespace docker_monitor::config
