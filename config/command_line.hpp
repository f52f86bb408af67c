#pragma once

#include "config/option_table.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace docker_monitor::config {

/// The parts of the command line.
struct command_line {
  const subcommand_row* subcommand = nullptr; ///< null: none; the program serves
  std::string operand;                        ///< of the subcommand
  std::string second_operand;                 ///< of the subcommand
  std::vector<given_option> given;            ///< in order
  std::optional<model::failure> mistake;      ///< the first one; the rest is still read
};

/// Parses the arguments (without the program's name): `--flag VALUE`, `--flag=VALUE`, `-h`, a
/// subcommand and its operands in any order. Arguments after `--` are no options. Values are not
/// checked.
command_line
read_command_line(const std::vector<std::string>& arguments, std::span<const option_row> table);

} // namespace docker_monitor::config
