#pragma once

#include "model/failure.hpp"
#include "model/rule/rules.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::config {

/// Parses the TOML of a rule file; `default_rules()` documents its form. Fails with `bad_option`,
/// one line: `file` and the line, the mistake, and the known names.
model::expected<model::rule_set> parse_rules(std::string_view text, std::string_view file);

/// Returns the built-in rules, as a commented rule file.
std::string_view default_rules();

} // namespace docker_monitor::config
