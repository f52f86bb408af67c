// Starts and ends all parts, in order.

#include "app/alarm_path.hpp"
#include "app/command/control.hpp"
#include "app/command/control_socket.hpp"
#include "app/commands.hpp"
#include "app/engine_path.hpp"
#include "app/fleet/fleet_agent.hpp"
#include "app/history_path.hpp"
#include "app/remote_write_path.hpp"
#include "app/resources.hpp"
#include "app/serving.hpp"
#include "app/sidecar.hpp"
#include "app/signals.hpp"
#include "engine/host/own_container.hpp"
#include "http/server/server_thread.hpp"

#include <caf/actor_system.hpp>
#include <spdlog/spdlog.h>

#include <cstdlib>

namespace docker_monitor::app {

namespace {

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
  if (const auto is_set_up = set_up_process(p, p.engine.path); !is_set_up)
    return refuse(is_set_up.error(), exit_bad_option);
  // It starts a thread, so it comes after the signals and the user.
  logging::set_up_log(log_settings_of(p.options));
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

  actor_configuration config{p.options};
  caf::actor_system system{config};

  // Start: receivers of data before their senders.
  alarm_path alarms{system, p, with, server};
  history_path history{system, p, with, p.options.interval, alarms.router()};
  sampling_path sampling{system, p, with, history};
  event_path events{system, p, with, alarms, sampling};
  remote_write_path remote_writes{system, p, with, alarms.router()};
  auto control = open_control(system, alarms.router(), p, with);
  server.serve({alarms.history(), history.source()});
  if (*agent)
    (*agent)->start(system, p, with, {alarms.history(), history.source()});
  warn_of_open_addresses(announce(*bound, p), engine::own_container(), *with.client);

  wait_for_end(signals, p, server, alarms.router());

  // Stop: senders before their receivers, so that all data still arrive.
  spdlog::info("stopping");
  server.stop();
  if (*agent)
    (*agent)->end(system);
  remote_writes.end();
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
