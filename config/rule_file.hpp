#pragma once

#include "model/failure.hpp"
#include "model/rule/rules.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::config {

/// Reads the TOML of a rule file; `default_rules()` tells its form by example. Fails with
/// `bad_option`, one line: `file` and the line, what is wrong, and what would be known there.
model::expected<model::rule_set> parse_rules(std::string_view text, std::string_view file);

/// The rules that hold where no file is named, as a commented rule file.
std::string_view default_rules();

} // namespace docker_monitor::config
