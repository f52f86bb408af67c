#pragma once

#include "app/plan.hpp"

namespace docker_monitor::app {

/// Runs the hub of a fleet until SIGTERM or SIGINT; returns the exit code.
int serve_hub(plan p);

} // namespace docker_monitor::app
