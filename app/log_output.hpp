#pragma once

#include "config/options.hpp"

namespace docker_monitor::app {

/// Makes the log what the options say: text or JSON lines on standard error, written by a thread of
/// its own, so that nobody waits for a reader that is slow. `spdlog::shutdown` ends that thread.
void set_up_log(const config::options& options);

} // namespace docker_monitor::app
