#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Texts of others (names, labels, messages of an engine or a receiver) on their way out.

namespace docker_monitor::model {

/// What stands for bytes that are no UTF-8.
inline constexpr char32_t replacement_character = 0xFFFD;
inline constexpr std::string_view replacement_text = "\xEF\xBF\xBD";

/// A character of a text, and how many of its bytes it takes.
struct utf8_character {
  char32_t code = replacement_character;
  std::size_t bytes = 1;

  /// False where the bytes are no UTF-8 (RFC 3629: the shortest form only, no surrogates).
  [[nodiscard]] bool is_valid() const { return code != replacement_character || bytes != 1; }
};

/// The character that a text, which must not be empty, begins with. An invalid one takes one byte.
utf8_character first_character(std::string_view text);

/// True for what controls a terminal or ends a line: C0, DEL, C1, U+2028 and U+2029.
bool is_control(char32_t code);

/// True for marks that turn the direction of writing: they make a text look like another.
bool turns_writing(char32_t code);

/// Valid UTF-8 on one line, safe to print: control characters and turning marks become escapes such
/// as `\n`, `\x1b` and `\u202e`, bytes that are no UTF-8 U+FFFD. Control characters in `kept` stay.
std::string one_line(std::string_view text, std::string_view kept = {});

/// A JSON text, in which C0 is escaped already, that is as safe to print and means the same: DEL,
/// C1 and turning marks become escapes such as `\u009b`.
std::string printable_json(std::string json);

} // namespace docker_monitor::model
