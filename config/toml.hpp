#pragma once

// Includes toml++ without exceptions. Its assertion that a key begins with a letter fails for input
// such as "[.", although the library reports that input as an error some lines later. So its
// assertions are off.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(condition) static_assert(true)
#include <algorithm>
#include <string>

#include <toml++/toml.h>

namespace docker_monitor::config {

/// Returns the library's error description on one line; it spans two.
inline std::string description_of(const toml::parse_error& error) {
  std::string text{error.description()};
  std::ranges::replace(text, '\n', ' ');
  return text;
}

} // namespace docker_monitor::config
