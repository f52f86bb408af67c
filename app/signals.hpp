#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "app/plan.hpp"
#include "http/server/server_thread.hpp"

#include <csignal>

namespace docker_monitor::app {

/// Blocks SIGINT, SIGTERM and SIGHUP, which it returns, so that only `wait_for_end` takes them: to
/// be called before any thread starts. A peer that goes away is an error of that write from then
/// on, not the end.
sigset_t block_signals();

/// Serves SIGHUP, and looks at the certificate once an hour, until SIGTERM or SIGINT comes.
void wait_for_end(
    const sigset_t& signals, const plan& p, http::server_thread& server,
    const actors::alarm_router_actor& router);

} // namespace docker_monitor::app
