#pragma once

#include "config/options.hpp"

namespace docker_monitor::app {

/// Configures the log: text or JSON lines on standard error, written by a thread of its own, so
/// that no other thread waits for a slow reader. Text begins with a priority where standard error
/// is the journal. `spdlog::shutdown` ends that thread.
void set_up_log(const config::options& options);

} // namespace docker_monitor::app
