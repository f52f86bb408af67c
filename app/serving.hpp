#pragma once

#include "app/plan.hpp"
#include "http/server/listen_address.hpp"
#include "http/server/server.hpp"

#include <caf/actor_system_config.hpp>

#include <string>
#include <vector>

// The parts of a start that an instance and a hub have in common.

namespace docker_monitor::app {

/// Configures the process: few arenas, many descriptors, an unprivileged user who may use `socket`
/// (of the engine; may be empty). Fails as `become` does.
model::expected<bool> set_up_process(const plan& p, const std::string& socket);

/// Logs the warnings about options and rules.
void log_warnings(const plan& p);

/// The configuration of the actor system.
struct actor_configuration : caf::actor_system_config {
  explicit actor_configuration(const config::options& options);
};

/// Logs the addresses, for scripts and people. Returns those that other machines can reach and that
/// ask for no token.
std::vector<http::listen_address>
announce(const std::vector<http::bound_endpoint>& bound, const plan& p);

} // namespace docker_monitor::app
