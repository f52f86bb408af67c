#pragma once

#include "config/options.hpp"

#include <span>
#include <string_view>

namespace docker_monitor::config {

/// The parts of the program that an option can belong to, as bits.
enum option_scope : unsigned {
  of_serve = 1, ///< the program itself; all subcommands accept its options
  of_top = 2,
  of_healthcheck = 4,
  of_replay = 8,
  of_silence = 16,
  of_ack = 32,
  of_sink = 64,
  of_hub = 128,
};

/// The program itself and all of its subcommands.
constexpr unsigned every_scope =
    of_serve | of_top | of_healthcheck | of_replay | of_silence | of_ack | of_sink | of_hub;

/// A subcommand. The parser, the help and the man page are made from it.
struct subcommand_row {
  invocation::command what;
  unsigned scope; ///< its bit
  std::string_view name;
  std::string_view operand;             ///< the metavar of the required argument; empty: none
  std::string_view second_operand = {}; ///< that of an optional argument; empty: none
  std::string_view help;
  std::string_view footer;       ///< the end of its help, in paragraphs
  std::string_view examples{};   ///< commands for the end of its help, one per line
  bool optional_operand = false; ///< it can do without its argument
};

/// Returns all subcommands.
std::span<const subcommand_row> subcommand_table();

} // namespace docker_monitor::config
