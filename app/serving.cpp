#include "app/serving.hpp"

#include "actors/type_ids.hpp"
#include "app/alarm_path.hpp"
#include "app/privileges.hpp"
#include "engine/host/machine.hpp"

#include <spdlog/spdlog.h>

#include <malloc.h>

namespace docker_monitor::app {

model::expected<bool> set_up_process(const plan& p, const std::string& socket) {
  // Few threads allocate at the same time, and more arenas keep more unused memory: 4 MiB at 10,000
  // containers.
  mallopt(M_ARENA_MAX, 2);
  engine::raise_descriptor_limit();
  return p.options.run_as.empty() ? true : become(p.options.run_as, socket);
}

void log_warnings(const plan& p) {
  for (const auto& warning : p.warnings)
    spdlog::warn("{}", warning);
  for (const auto& problem : lint(p.rules, p.sinks))
    spdlog::warn("{}", problem);
}

actor_configuration::actor_configuration(const config::options& options) {
  add_message_types<caf::id_block::docker_monitor>();
  set("scheduler.max-threads", options.threads);
  set("scheduler.policy", caf::atom("sharing"));
}

std::vector<http::listen_address>
announce(const std::vector<http::bound_endpoint>& bound, const plan& p) {
  std::vector<http::listen_address> open;
  for (const auto& endpoint : bound) {
    const auto address = http::to_string(endpoint.address);
    const bool is_unix = !endpoint.address.unix_path.empty();
    spdlog::info("serving on {}{}", is_unix ? "" : endpoint.tls ? "https://" : "http://", address);
    if (endpoint.beyond_loopback && p.tokens.empty() && p.options.tls.client_ca.empty())
      open.push_back(endpoint.address);
  }
  return open;
}

} // namespace docker_monitor::app
