// Starts and ends all parts, in order.

#include "app/alarm_path.hpp"
#include "app/commands.hpp"
#include "app/control.hpp"
#include "app/control_socket.hpp"
#include "app/engine_path.hpp"
#include "app/fleet_agent.hpp"
#include "app/history_path.hpp"
#include "app/log_output.hpp"
#include "app/privileges.hpp"
#include "app/resources.hpp"
#include "app/signals.hpp"
#include "engine/host/machine.hpp"
#include "http/server/server_thread.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <spdlog/spdlog.h>

#include <cstdlib>

#include <malloc.h>

namespace docker_monitor::app {

namespace {

/// Configures the process: few arenas, many descriptors, an unprivileged user.
model::expected<bool> set_up_process(const plan& p) {
  // Few threads allocate at the same time, and more arenas keep more unused memory: 4 MiB at 10,000
  // containers.
  mallopt(M_ARENA_MAX, 2);
  engine::raise_descriptor_limit();
  return p.options.run_as.empty() ? true : become(p.options.run_as, p.engine.path);
}

void log_warnings(const plan& p) {
  for (const auto& warning : p.warnings)
    spdlog::warn("{}", warning);
  for (const auto& problem : lint(p.rules, p.sinks))
    spdlog::warn("{}", problem);
}

void log_start(const plan& p, const resources& with) {
  spdlog::info("docker-monitor " DOCKER_MONITOR_VERSION " starts");
  spdlog::info("engine: {}", with.demo ? "simulated" : p.engine.url());
  const auto& source = with.source;
  if (!source.description.empty())
    spdlog::log(
        source.costly ? spdlog::level::warn : spdlog::level::info, "{}", source.description);
  for (const auto& warning : source.warnings)
    spdlog::warn("{}", warning);
}

/// Logs the addresses, for scripts and people, and warns of addresses that are open to everybody.
void announce(const std::vector<http::bound_endpoint>& bound, const plan& p) {
  for (const auto& endpoint : bound) {
    const auto address = http::to_string(endpoint.address);
    const bool is_unix = !endpoint.address.unix_path.empty();
    spdlog::info("serving on {}{}", is_unix ? "" : endpoint.tls ? "https://" : "http://", address);
    if (endpoint.beyond_loopback && p.tokens.empty() && p.options.tls.client_ca.empty())
      spdlog::warn(
          "{} can be reached from other machines and asks for no token: everybody there can read "
          "the names and loads of your containers",
          address);
  }
}

/// Opens the socket of `docker-monitor silence` and `ack`; null without a data directory.
std::unique_ptr<control_socket> open_control(
    caf::actor_system& system, const actors::alarm_router_actor& router, const plan& p,
    const resources& with) {
  if (!with.data.location)
    return nullptr;
  auto opened = control_socket::open(
      storage::control_path(p.options, environment, p.engine.url()),
      [&system, router](const std::string& request, const std::string& user) {
        return answer_control(system, router, request, user);
      });
  if (opened)
    return *std::move(opened);
  spdlog::warn("{}", opened.error().message);
  return nullptr;
}

int run(plan p) {
  // These steps can fail; the reason is printed in one line.
  const auto signals = block_signals();
  if (const auto is_set_up = set_up_process(p); !is_set_up)
    return refuse(is_set_up.error(), exit_bad_option);
  set_up_log(p.options); // starts a thread, so after the signals and the user
  log_warnings(p);
  const auto agent = fleet_agent::make(p);
  if (!agent)
    return refuse(agent.error(), exit_bad_option);
  const auto opened = open_resources(p, *agent ? (*agent)->sinks() : std::vector<ready_sink>{});
  if (!opened)
    return refuse(opened.error(), exit_bad_option);
  const auto& with = *opened;
  http::server_thread server{*with.latest_snapshot, server_options_of(p, with)};
  const auto bound = server.listen();
  if (!bound)
    return refuse(bound.error(), exit_cannot_listen);
  log_start(p, with);

  caf::actor_system_config config;
  config.add_message_types<caf::id_block::docker_monitor>();
  config.set("scheduler.max-threads", p.options.threads);
  config.set("scheduler.policy", caf::atom("sharing"));
  caf::actor_system system{config};

  // Start: receivers of data before their senders.
  alarm_path alarms{system, p, with, server};
  history_path history{system, p, with, alarms.router()};
  sampling_path sampling{system, p, with, history};
  event_path events{system, p, with, alarms, sampling};
  auto control = open_control(system, alarms.router(), p, with);
  server.serve({alarms.history(), history.source()});
  if (*agent)
    (*agent)->start(system, p, with, {alarms.history(), history.source()});
  announce(*bound, p);

  wait_for_end(signals, p, server, alarms.router());

  // Stop: senders before their receivers, so that all data still arrive.
  spdlog::info("stopping");
  server.stop();
  if (*agent)
    (*agent)->end(system);
  events.end();
  alarms.end();
  sampling.end();
  history.end();
  control.reset();
  with.client->unsubscribe(); // no callback runs after the client is destroyed
  server.wait();
  return EXIT_SUCCESS;
}

} // namespace

int serve(plan p) {
  const int code = run(std::move(p));
  spdlog::shutdown(); // writes the remaining lines
  return code;
}

} // namespace docker_monitor::app
