#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Makes texts from outside (names, labels, messages of an engine or a receiver) safe for output.

namespace docker_monitor::model {

/// Replaces bytes that are not UTF-8.
inline constexpr char32_t replacement_character = 0xFFFD;
inline constexpr std::string_view replacement_text = "\xEF\xBF\xBD";

/// A character of a text and its length in bytes.
struct utf8_character {
  char32_t code = replacement_character;
  std::size_t bytes = 1;

  /// Returns false where the bytes are not UTF-8 (RFC 3629: the shortest form only, no surrogates).
  [[nodiscard]] bool is_valid() const { return code != replacement_character || bytes != 1; }
};

/// Returns the first character of a text, which must not be empty. An invalid one takes one byte.
utf8_character first_character(std::string_view text);

/// Returns true for characters that control a terminal or end a line: C0, DEL, C1, U+2028 and
/// U+2029.
bool is_control(char32_t code);

/// Returns true for marks that change the direction of writing: they make a text resemble another.
bool turns_writing(char32_t code);

/// Returns valid UTF-8 on one line, safe to print. Control characters and direction marks become
/// escapes such as `\n`, `\x1b` and `\u202e`; bytes that are not UTF-8 become U+FFFD. Control
/// characters in `kept` stay.
std::string one_line(std::string_view text, std::string_view kept = {});

/// Returns an equivalent JSON text that is safe to print: DEL, C1 and direction marks become
/// escapes such as `\u009b`. The input already escapes C0.
std::string printable_json(std::string json);

} // namespace docker_monitor::model
