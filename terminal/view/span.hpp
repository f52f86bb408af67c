#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::terminal {

/// Few colours, those every terminal has and every theme keeps apart from its background.
enum class colour : std::uint8_t { usual, green, yellow, red, cyan };

/// How a text looks. Colour is never the only sign of anything.
struct style {
  terminal::colour colour = colour::usual;
  bool bold = false;
  bool dim = false;
  bool reverse = false;
  bool underline = false;

  friend bool operator==(const style&, const style&) = default;
};

/// A part of a line with one look.
struct span {
  std::string text;
  terminal::style style{};
};

/// A line of a screen, from its left end.
using line = std::vector<span>;

/// Appends a text; an empty one changes nothing.
void add(line& to, std::string text, style look = {});

/// How many columns a line takes.
std::size_t width_of(const line& of);

/// Appends spaces up to `width` columns, in the look given.
void pad(line& to, std::size_t width, style look = {});

/// Cuts what is beyond `width` columns.
void cut(line& of, std::size_t width);

/// The text of a line without its looks.
std::string text_of(const line& of);

/// Changes the look of all of a line.
template <class Change>
void restyle(line& of, Change change) {
  for (auto& part : of)
    change(part.style);
}

/// A line with one text at its left end and one at its right, which is left out where both together
/// don't fit.
line spread(line left, line right, std::size_t width);

/// Moves lines to the end of others.
void append(std::vector<line>& to, std::vector<line> more);

} // namespace docker_monitor::terminal
