#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::logging {

/// Returns one line of the log as JSON, without a line end: `{"time":…,"level":…,"message":…}` and
/// further members, each with a comma before it (see `json_members`). Invalid UTF-8
/// becomes U+FFFD.
std::string json_log_line(
    model::engine_time time, std::string_view level, std::string_view message,
    std::string_view members = {});

/// Returns one line of the log as text: time, level and message. The line is valid UTF-8, and
/// control characters are escaped.
std::string
text_log_line(model::engine_time time, std::string_view level, std::string_view message);

/// Returns the priority that the journal takes from the beginning of a line: `<3>` for `error`,
/// `<4>` for `warning`, `<6>` for `info` (sd-daemon(3)).
std::string_view journal_priority(std::string_view level);

/// Returns true where `JOURNAL_STREAM` names the file with this device and inode: a service's
/// standard error is then the journal (systemd.exec(5)).
bool is_journal(std::string_view journal_stream, std::uint64_t device, std::uint64_t inode);

} // namespace docker_monitor::logging
