#pragma once

// toml++, without exceptions. Its assertion that a key begins with a letter fails for input such as
// "[.", although it reports just that a few lines further on. So its assertions are off.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(condition) static_assert(true)
#include <algorithm>
#include <string>

#include <toml++/toml.h>

namespace docker_monitor::config {

/// What is wrong with a text, on one line: the library's own words span two.
inline std::string description_of(const toml::parse_error& error) {
  std::string text{error.description()};
  std::ranges::replace(text, '\n', ' ');
  return text;
}

} // namespace docker_monitor::config
