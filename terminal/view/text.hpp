#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace docker_monitor::terminal {

/// How many columns of a terminal UTF-8 text takes: wide characters two, combining ones none.
std::size_t width_of(std::string_view text);

/// The beginning of a text that takes at most `width` columns.
std::string_view prefix_of(std::string_view text, std::size_t width);

/// Which side of its place a text is at.
enum class side : unsigned char { left, right };

/// A text in exactly `width` columns: padded with spaces, or cut with an ellipsis at its end.
std::string fit(std::string_view text, std::size_t width, side where = side::left);

/// A text in at most `width` columns: the middle of a longer one becomes an ellipsis, as names
/// differ at both ends.
std::string shorten(std::string_view text, std::size_t width);

/// A text from elsewhere without what could take over a terminal: control characters (of C0, DEL
/// and C1) become `?`, bytes that are no UTF-8 become U+FFFD.
std::string clean(std::string_view text);

/// A JSON text that is as safe to print as what `clean` makes and means the same: control
/// characters and turning marks become `\u009b`, whitespace other than newlines a space.
std::string escape_controls(std::string_view json);

/// A text for terminals that know ASCII only: what we draw with becomes what looks alike,
/// everything else `?`. Takes as many columns as before.
std::string to_ascii(std::string_view text);

/// True where `text` holds `part`, whatever the case of its ASCII letters.
bool contains_word(std::string_view text, std::string_view part);

} // namespace docker_monitor::terminal
