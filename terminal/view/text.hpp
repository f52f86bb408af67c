#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::terminal {

/// Returns the columns of UTF-8 text on a terminal: wide characters take two, combining ones none.
std::size_t width_of(std::string_view text);

/// Returns the beginning of a text that takes at most `width` columns.
std::string_view prefix_of(std::string_view text, std::size_t width);

/// The alignment of a text.
enum class side : unsigned char { left, right };

/// Returns a text in exactly `width` columns: padded with spaces, or cut with an ellipsis.
std::string fit(std::string_view text, std::size_t width, side where = side::left);

/// Returns a text in at most `width` columns. An ellipsis replaces the middle of a longer one, as
/// names differ at both ends.
std::string shorten(std::string_view text, std::size_t width);

/// Breaks a text into lines of at most `width` columns: at newlines, else between words, else
/// within a word that is longer than a line. A character that is wider than `width` has a line of
/// its own. Returns at least one line.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// Makes a text of another origin safe to print: control characters (C0, DEL and C1) become `?`,
/// invalid UTF-8 becomes U+FFFD.
std::string clean(std::string_view text);

/// Makes the output of a program safe to print, as `clean` does. Keeps newlines, shows tabs as
/// spaces and drops what ends a line besides.
std::string clean_output(std::string_view text);

/// Makes a JSON text safe to print without a change of its meaning: control characters and marks of
/// text direction become escapes such as `\u009b`, whitespace except newlines a space.
std::string escape_controls(std::string_view json);

/// Converts a text for terminals with ASCII only: drawing characters become similar ones, all
/// others `?`. The number of columns stays the same.
std::string to_ascii(std::string_view text);

/// Returns true where `text` contains `part`, ignoring the case of ASCII letters.
bool contains_word(std::string_view text, std::string_view part);

} // namespace docker_monitor::terminal
