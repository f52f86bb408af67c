#pragma once

#include <string>

namespace docker_monitor::logging {

/// What is logged, and in which form.
struct log_settings {
  std::string level; ///< the lowest level that is logged: `debug`, `info`, `warning` or `error`
  bool json = false; ///< JSON lines instead of text
  std::string journal_stream{}; ///< the variable `JOURNAL_STREAM`; empty if it is not set
};

/// Configures the log: text or JSON lines on standard error, written by a thread of its own, so
/// that no other thread waits for a slow reader. Text begins with a priority where standard error
/// is the journal. `spdlog::shutdown` ends that thread.
void set_up_log(const log_settings& settings);

} // namespace docker_monitor::logging
