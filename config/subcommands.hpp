#pragma once

#include "config/options.hpp"

#include <span>
#include <string_view>

namespace docker_monitor::config {

/// What an option can belong to, as bits.
enum option_scope : unsigned {
  of_serve = 1, ///< the program itself; every subcommand accepts such an option
  of_top = 2,
  of_healthcheck = 4,
  of_replay = 8,
  of_silence = 16,
  of_ack = 32,
};

/// A subcommand. The parser, the help and the man page are made from it.
struct subcommand_row {
  invocation::command what;
  unsigned scope; ///< its bit
  std::string_view name;
  std::string_view operand;             ///< the metavar of the argument that it needs; empty: none
  std::string_view second_operand = {}; ///< of one that may follow; empty: none may
  std::string_view help;
  std::string_view footer; ///< the end of its help, in paragraphs
};

/// Every subcommand.
std::span<const subcommand_row> subcommand_table();

} // namespace docker_monitor::config
