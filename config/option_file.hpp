#pragma once

#include "config/option_table.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace docker_monitor::config {

/// Reads the TOML of the file of `--config`; its keys are flags without their dashes. A repeatable
/// option is an array of texts or one text. Only the TOML type of values is checked. Fails with
/// `bad_option`, one line: `file`, the line, and the mistake.
model::expected<std::vector<given_option>>
read_option_file(std::string_view text, std::string_view file, std::span<const option_row> table);

} // namespace docker_monitor::config
