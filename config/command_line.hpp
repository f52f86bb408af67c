#pragma once

#include "config/option_table.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace docker_monitor::config {

/// The command line, taken apart.
struct command_line {
  const subcommand_row* subcommand = nullptr; ///< null: none, the program serves
  std::string operand;                        ///< of the subcommand
  std::string second_operand;                 ///< likewise
  std::vector<given_option> given;            ///< in their order
  std::optional<model::failure> mistake;      ///< the first one; the rest was read all the same
};

/// Takes the arguments (without the program's name) apart: `--flag VALUE`, `--flag=VALUE`, `-h`, a
/// subcommand and its operand in any order. What follows `--` is no option. Values are not checked.
command_line
read_command_line(const std::vector<std::string>& arguments, std::span<const option_row> table);

} // namespace docker_monitor::config
