#pragma once

#include "config/option_table.hpp"
#include "config/subcommands.hpp"

#include <string>

namespace docker_monitor::config {

/// Returns the default of an option for the documentation; empty if it has none.
std::string default_of(const option_row& option);

/// Returns the help of a subcommand, or of the program if it is null; at most 80 columns wide.
std::string help_text(const subcommand_row* subcommand);

/// Returns the table of docs/configuration.md, in Markdown. It lists the options that the
/// environment and a file can set.
std::string markdown_reference();

/// Returns the options as sections of a man page, in roff.
std::string man_reference();

} // namespace docker_monitor::config
