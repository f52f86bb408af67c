#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "app/plan.hpp"

#include <caf/actor_system.hpp>
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace docker_monitor::app {

/// Answers one request of the control socket: a JSON object with `do` (`silence`, `end`, `list` or
/// `ack`) and its arguments. The answer has `silences`, and `note` where something may be a
/// mistake, or `problem`. Waits for the router, at most five seconds.
std::string answer_control(
    caf::actor_system& system, const actors::alarm_router_actor& router, const std::string& request,
    const std::string& user);

/// Returns the line that `docker-monitor silence` prints about a silence of the API. The texts in
/// it are the operators', so it is made safe to print. Throws the library's exceptions where a
/// member is missing.
std::string silence_line(const nlohmann::ordered_json& silence);

/// Runs `docker-monitor silence …`. Returns the exit code.
int run_silence(const plan& p, const config::control_options& asked);

/// Runs `docker-monitor ack ALARM-ID`. Returns the exit code.
int run_ack(const plan& p, const config::control_options& asked);

} // namespace docker_monitor::app
