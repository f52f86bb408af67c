#pragma once

#include <spdlog/spdlog.h>

#include <string>
#include <string_view>
#include <utility>

namespace docker_monitor::logging {

/// What a line of the log is about, besides its message. With `--log-format json` each member that
/// is not empty is a member of the line; the text format has the message only.
struct fields {
  std::string_view event{};     ///< a word that stays the same over versions, such as `sink-down`
  std::string_view container{}; ///< its name
  std::string_view alarm{};     ///< its id
  std::string_view sink{};      ///< its URL, without a password
  std::string_view error{};     ///< the cause
};

/// Returns the members of the JSON line, each after a comma: `,"event":"sink-up","sink":"log:"`;
/// empty for no fields. Invalid UTF-8 becomes U+FFFD.
std::string json_members(const fields& about);

/// Logs a message with fields by spdlog's default logger.
void write(spdlog::level::level_enum level, const fields& about, std::string_view message);

/// As `spdlog::log`, with fields.
template <class... Args>
void log(
    spdlog::level::level_enum level, const fields& about, spdlog::format_string_t<Args...> format,
    Args&&... args) {
  if (spdlog::should_log(level))
    write(level, about, spdlog::fmt_lib::format(format, std::forward<Args>(args)...));
}

template <class... Args>
void debug(const fields& about, spdlog::format_string_t<Args...> format, Args&&... args) {
  logging::log(spdlog::level::debug, about, format, std::forward<Args>(args)...);
}

template <class... Args>
void info(const fields& about, spdlog::format_string_t<Args...> format, Args&&... args) {
  logging::log(spdlog::level::info, about, format, std::forward<Args>(args)...);
}

template <class... Args>
void warn(const fields& about, spdlog::format_string_t<Args...> format, Args&&... args) {
  logging::log(spdlog::level::warn, about, format, std::forward<Args>(args)...);
}

template <class... Args>
void error(const fields& about, spdlog::format_string_t<Args...> format, Args&&... args) {
  logging::log(spdlog::level::err, about, format, std::forward<Args>(args)...);
}

/// The parts of a line, as a formatter of spdlog gets it.
struct line_parts {
  std::string_view message;
  std::string_view members; ///< as from `json_members`
};

/// Returns the parts of a line; the members are empty where `write` did not log it. The texts are
/// those of the line.
line_parts parts_of(const spdlog::details::log_msg& line);

} // namespace docker_monitor::logging
