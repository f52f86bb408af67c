#pragma once

#include "model/alarm/alarm.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::sinks {

/// An alarm for people, without markup. Each text is valid UTF-8 on one line, with control
/// characters escaped.
struct alarm_words {
  std::string sign;  ///< a coloured dot; the title has the same information in words
  std::string title; ///< `Critical: container ran out of memory — web-1`
  std::vector<std::pair<std::string, std::string>> facts; ///< name and value, in reading order
};

/// Describes an alarm in words.
alarm_words put_into_words(const model::alarm& alarm);

/// Returns why a container went down, such as `killed for lack of memory (exit code 137, SIGKILL)`.
/// Empty where neither cause nor exit code is known.
std::string cause_in_words(const model::alarm& alarm);

/// Returns the subject of an alarm: a container's or a host's name.
std::string subject_of(const model::alarm& alarm);

/// Returns the last lines of a log that fit into `limit` bytes, separated by newlines. Cuts lines
/// longer than a third of it, and escapes control characters except tabs.
std::string last_lines(const std::vector<std::string>& lines, std::size_t limit);

/// Returns the `last_lines` of an alarm's log, or of its health check where it has no log; empty if
/// `lines` leaves them out.
std::string last_output(const model::alarm& alarm, model::log_lines lines, std::size_t limit);

/// Escapes one UTF-8 character for a receiver.
using escaper = std::string (*)(std::string_view character);

/// Returns the character unchanged.
std::string verbatim(std::string_view character);

/// Returns a text with each character escaped and invalid UTF-8 replaced by U+FFFD. Cuts it with an
/// ellipsis where the result would be longer than `limit` UTF-16 units, in which Slack, Discord and
/// Teams count.
std::string fit(std::string_view text, std::size_t limit, escaper escape = verbatim);

} // namespace docker_monitor::sinks
