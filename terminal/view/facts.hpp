#pragma once

#include "terminal/view/span.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::terminal {

/// Names and what is known of them, in the order in which they are shown.
using facts = std::vector<std::pair<std::string, std::string>>;

/// Adds a text, unless it is empty.
void put(facts& to, const char* name, const std::string& value);

/// Adds `format(*value)`, if there is a value.
template <class T, class Format>
void put(facts& to, const char* name, const std::optional<T>& value, Format format) {
  if (value)
    to.emplace_back(name, format(*value));
}

/// Draws each fact in a line. The middle of a value that is too long is left out. Where the screen
/// is too narrow for names beside values it draws them as `whole_lines_of` does.
std::vector<line> lines_of(const facts& known, std::size_t width);

/// Draws facts with whole values, in as many lines as they take.
std::vector<line> whole_lines_of(const facts& known, std::size_t width);

} // namespace docker_monitor::terminal
