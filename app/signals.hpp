#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "app/plan.hpp"
#include "http/server/server_thread.hpp"

#include <csignal>

namespace docker_monitor::app {

/// Blocks SIGINT, SIGTERM and SIGHUP, so that only `wait_for_end` takes them, and returns the set.
/// It must be called before any thread starts. It also ignores SIGPIPE: a peer that disconnects is
/// an error of the write, and does not end the process.
sigset_t block_signals();

/// Reloads on SIGHUP and checks the certificate once an hour, until SIGTERM or SIGINT arrives.
void wait_for_end(
    const sigset_t& signals, const plan& p, http::server_thread& server,
    const actors::alarm_router_actor& router);

} // namespace docker_monitor::app
