#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::terminal {

/// The few colours that every terminal has and every theme distinguishes from its background.
enum class colour : std::uint8_t { usual, green, yellow, red, cyan };

/// The look of a text. Colour never is the only indication.
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

/// A line of the screen.
using line = std::vector<span>;

/// Appends a text; an empty one changes nothing.
void add(line& to, std::string text, style look = {});

/// Returns the number of columns of a line.
std::size_t width_of(const line& of);

/// Appends spaces up to `width` columns in this look.
void pad(line& to, std::size_t width, style look = {});

/// Cuts the line at `width` columns.
void cut(line& of, std::size_t width);

/// Returns the text of a line without looks.
std::string text_of(const line& of);

/// Changes the look of a whole line.
template <class Change>
void restyle(line& of, Change change) {
  for (auto& part : of)
    change(part.style);
}

/// Returns a line with one text at its left end and one at its right end. The right one is left out
/// where both do not fit.
line spread(line left, line right, std::size_t width);

/// Moves lines to the end of others.
void append(std::vector<line>& to, std::vector<line> more);

} // namespace docker_monitor::terminal
