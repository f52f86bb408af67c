#pragma once

#include "model/alarm/alarm.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::sinks {

/// An alarm as people read it, without any markup. Each text is valid UTF-8 on one line, with
/// control characters escaped.
struct alarm_words {
  std::string sign;  ///< a coloured dot; says nothing that the title does not say in words
  std::string title; ///< `Critical: container ran out of memory — web-1`
  std::vector<std::pair<std::string, std::string>> facts; ///< what and its value, in reading order
};

/// Puts an alarm into words.
alarm_words put_into_words(const model::alarm& alarm);

/// Why a container went down, such as `killed for lack of memory (exit code 137, SIGKILL)`. Empty
/// where neither cause nor exit code is known.
std::string cause_in_words(const model::alarm& alarm);

/// What an alarm is about: a container's name, or a host's.
std::string subject_of(const model::alarm& alarm);

/// The last lines of a log that fit into `limit` bytes, one below the other. Lines longer than a
/// third of it are cut, and control characters but tabs are escaped.
std::string last_lines(const std::vector<std::string>& lines, std::size_t limit);

/// Puts one character, given in UTF-8, into the form a receiver takes as that character.
using escaper = std::string (*)(std::string_view character);

/// As it is.
std::string verbatim(std::string_view character);

/// A text with each character escaped and U+FFFD in the place of what is no UTF-8, cut with an
/// ellipsis where the result would be longer than `limit` UTF-16 units, in which Slack, Discord and
/// Teams count.
std::string fit(std::string_view text, std::size_t limit, escaper escape = verbatim);

} // namespace docker_monitor::sinks
