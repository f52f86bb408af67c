#pragma once

#include "model/alarm/alarm.hpp"
#include "sinks/smtp/smtp_options.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// Returns the mail of an alarm (RFC 5322): header fields, an empty line, the text. Lines end with
/// CRLF and have at most 78 bytes of ASCII, except that a field with an address or an id may be
/// longer. The subject is in encoded words (RFC 2047), the text in quoted-printable UTF-8, and
/// control characters are escaped, so no name or reason can add a field or a part.
///
/// `Message-ID` comes from the alarm's id and `Date` from its time: the mail of a repeated delivery
/// is the same, and receivers can recognise it. An alarm that ends another refers to its mail.
std::string
mail_message(const model::alarm& alarm, const smtp_options& options, model::log_lines lines);

/// Returns the `Message-ID` of an alarm: `<docker-monitor.ID@DOMAIN>` with the domain of the
/// sender, and characters other than letters, digits, "-" and "_" in the form "=2F".
std::string message_id(std::string_view alarm_id, std::string_view from);

/// Returns valid UTF-8 as encoded words of RFC 2047 on lines of at most 76 bytes, where the first
/// one has room for a field's name of 11 bytes.
std::string encoded_words(std::string_view text);

/// Returns a text of lines that end with "\n" as quoted-printable (RFC 2045, 6.7).
std::string quoted_printable(std::string_view text);

/// Returns a time as the field `Date` has it: `Wed, 18 Nov 2026 11:06:40 +0000`.
std::string mail_date(model::engine_time time);

} // namespace docker_monitor::sinks
