#pragma once

#include "config/option_table.hpp"

#include <vector>

namespace docker_monitor::config {

/// Returns the options that only subcommands take, by group; `option_table` contains them.
std::vector<option_row> subcommand_options();

} // namespace docker_monitor::config
