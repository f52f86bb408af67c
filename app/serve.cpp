// The order in which everything starts and ends.

#include "actors/engine/event_listener.hpp"
#include "actors/sampling/container_supervisor.hpp"
#include "actors/sampling/http_facade.hpp"
#include "app/alarm_path.hpp"
#include "app/commands.hpp"
#include "app/control.hpp"
#include "app/control_socket.hpp"
#include "app/end_actors.hpp"
#include "app/history_path.hpp"
#include "app/log_output.hpp"
#include "app/privileges.hpp"
#include "app/reload.hpp"
#include "engine/api/http_engine_client.hpp"
#include "engine/choose_source.hpp"
#include "engine/host/machine.hpp"
#include "http/api/publication.hpp"
#include "http/server/server_thread.hpp"
#include "simulator/demo_engine.hpp"
#include "storage/choose_data.hpp"
#include "storage/recording_file.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>

#include <malloc.h>

namespace docker_monitor::app {

using namespace std::chrono_literals;

namespace {

/// Tells scripts and people where it serves, and warns where everybody can reach it.
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

/// A certificate is looked at so often.
constexpr std::chrono::hours certificate_interval{1};

/// Serves SIGHUP until SIGTERM or SIGINT comes.
void wait_for_end(
    const sigset_t& signals, const plan& p, http::server_thread& server,
    const actors::alarm_router_actor& router) {
  auto shown = p.tls;
  const timespec pause{std::chrono::seconds{certificate_interval}.count(), 0};
  for (;;) {
    check_certificate(shown, router);
    const int number = sigtimedwait(&signals, nullptr, &pause);
    if (number == SIGTERM || number == SIGINT)
      return;
    if (number != SIGHUP) // the pause is over, or a debugger stopped us
      continue;
    reload_rules(p, router);
    reload_access(p, server, shown);
  }
}

/// True where a sink, the API or the page shows what containers wrote.
bool shows_logs(const plan& p) {
  return p.options.show_logs || std::ranges::any_of(p.sinks, &sinks::sink_url::logs);
}

/// The socket of `docker-monitor silence` and `ack`; null where no data directory is ours.
std::unique_ptr<control_socket> open_control(
    caf::actor_system& system, const actors::alarm_router_actor& router, const plan& p,
    bool has_directory) {
  if (!has_directory)
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
  const model::engine_time started_at = std::chrono::system_clock::now();
  // Blocked before any thread starts, so that only sigwait takes them. A peer that goes away is an
  // error of that write, not the end.
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  // Few threads allocate at the same time: more arenas only keep more memory that nobody uses (4
  // MiB at 10,000 containers).
  mallopt(M_ARENA_MAX, 2);
  engine::raise_descriptor_limit();
  if (!p.options.run_as.empty())
    if (const auto became = become(p.options.run_as, p.engine.path); !became)
      return refuse(became.error(), exit_bad_option);

  set_up_log(p.options); // has a thread: after the signals and the user
  for (const auto& warning : p.warnings)
    spdlog::warn("{}", warning);
  for (const auto& doubt : doubts_about(p.rules, p.sinks))
    spdlog::warn("{}", doubt);
  auto publication = std::make_shared<http::publication>();
  http::server_options server_options;
  server_options.listen = p.listen;
  server_options.allowed_hosts = p.options.allowed_hosts;
  server_options.tokens = p.tokens;
  server_options.tls = p.tls;
  server_options.labels = p.options.labels;
  server_options.max_connections = p.options.max_connections;
  server_options.max_connections_per_address = p.options.max_connections_per_address;
  server_options.max_series = p.options.max_series;
  server_options.show_logs = p.options.show_logs;
  const auto observed = std::make_shared<http::observations>();
  server_options.observed = observed;
  const auto silences = std::make_shared<http::silence_publication>();
  server_options.silences = silences;
  server_options.started_at = started_at;
  server_options.interval = p.options.interval;
  server_options.log = [](const std::string& line) { spdlog::info("{}", line); };
  const auto sinks = make_sinks(p.sinks);
  std::vector<std::string> sink_keys;
  for (const auto& sink : sinks) {
    server_options.sinks.push_back(sink.publication);
    sink_keys.push_back(sink.url.key);
  }
  const auto data =
      storage::choose_data(p.options, environment, p.engine.url(), std::move(sink_keys));
  if (!data)
    return refuse(data.error(), exit_bad_option);
  const auto record = storage::make_recorder(p.options.record);
  if (!record)
    return refuse(record.error(), exit_bad_option);
  std::unique_ptr<simulator::demo_engine> demo;
  if (p.options.demo > 0) {
    auto started = simulator::demo_engine::start(p.options.demo);
    if (!started)
      return refuse(started.error(), exit_bad_option);
    demo = *std::move(started);
    p.engine = {};
    p.engine.path = demo->path();
  }
  auto client = engine::http_engine_client::make(p.engine);
  if (!client)
    return refuse(client.error(), exit_bad_option);
  std::shared_ptr<engine::http_engine_client> engine_client{*std::move(client)};
  const auto source = engine::choose_source(p.options, *engine_client);
  if (!source)
    return refuse(source.error(), exit_bad_option);
  server_options.cgroup_version = source->cgroup_version;
  http::server_thread server{*publication, std::move(server_options)};
  const auto bound = server.listen();
  if (!bound)
    return refuse(bound.error(), exit_cannot_listen);
  // Only now: one that can't start says why in one line.
  spdlog::info("docker-monitor " DOCKER_MONITOR_VERSION " starts");
  spdlog::info("engine: {}", p.options.demo > 0 ? "simulated" : p.engine.url());
  if (!source->description.empty())
    spdlog::log(
        source->costly ? spdlog::level::warn : spdlog::level::info, "{}", source->description);

  for (const auto& warning : source->warnings)
    spdlog::warn("{}", warning);

  caf::actor_system_config config;
  config.add_message_types<caf::id_block::docker_monitor>();
  config.set("scheduler.max-threads", p.options.threads);
  config.set("scheduler.policy", caf::atom("sharing"));
  {
    caf::actor_system system{config};
    actors::router_settings routing;
    routing.samples = publication;
    routing.host_name = p.options.host_name;
    routing.machine_name = engine::host_name();
    routing.external_url = p.options.external_url;
    while (routing.external_url.ends_with('/'))
      routing.external_url.pop_back();
    routing.engine_url = p.engine.url();
    routing.rules = p.rules;
    routing.await_logs = shows_logs(p);
    routing.record = *record;
    routing.observed = observed;
    routing.told = [&server](const model::alarm& alarm) { server.tell(alarm); };
    routing.silences = silences;
    alarm_path alarms{system, sinks, data->file, std::move(routing), data->trouble};
    history_settings past;
    past.interval = p.options.interval;
    past.memory_bytes = p.options.history_memory;
    past.file = data->figures;
    past.tell = [router = alarms.router()](actors::own_trouble news) {
      caf::anon_send(router, std::move(news));
    };
    history_path history_of_figures{system, past};
    auto facade = system.spawn(
        actors::http_facade, publication, p.options.interval, observed,
        history_of_figures.keeper());
    // An engine elsewhere has another host than this one.
    const bool is_local = p.engine.transport == engine::endpoint::kind::unix_socket;
    auto supervisor = system.spawn(
        actors::container_supervisor, source->source, facade, p.options.interval,
        is_local ? source->host : nullptr, observed);
    actors::listener_settings settings;
    settings.client = engine_client;
    settings.observed = observed;
    settings.supervisor = supervisor;
    settings.facade = facade;
    settings.router = alarms.router();
    settings.filter = p.filter;
    settings.host_name = p.options.host_name;
    settings.machine_name = engine::host_name();
    settings.log_lines = shows_logs(p) ? p.options.last_logs : 0;
    settings.disk_usage_every = p.options.disk_usage;
    settings.record = *record;
    settings.saved = alarms.saved();
    // A list of 100 costs an engine 14 ms: as much as hundreds of samples from cgroup files.
    if (source->cgroup_version != 0)
      settings.compare_every = 5min;
    settings.ask_machine = !is_local || !source->host;
    if (is_local)
      settings.boot_id = engine::boot_id();
    else
      settings.longest_pause = 30s;
    auto listener = system.spawn(actors::event_listener, settings);

    alarms.on_resave([listener] { caf::anon_send(listener, actors::resave_atom_v); });

    const auto control = open_control(system, alarms.router(), p, data->location.has_value());
    server.serve({alarms.history(), history_of_figures.source()});
    announce(*bound, p);
    wait_for_end(signals, p, server, alarms.router());
    spdlog::info("stopping");
    server.stop();
    // From where data comes to where it goes, so that what is known still arrives.
    end_actors(system, {caf::actor_cast<caf::actor>(listener)}, 200ms);
    alarms.end();
    end_actors(
        system, {caf::actor_cast<caf::actor>(supervisor), caf::actor_cast<caf::actor>(facade)},
        200ms);
    history_of_figures.end();
    // Nothing answers any more once the client is gone.
    engine_client->unsubscribe();
    server.wait();
  }
  return EXIT_SUCCESS;
}

} // namespace

int serve(plan p) {
  const int code = run(std::move(p));
  spdlog::shutdown(); // writes what is left
  return code;
}

} // namespace docker_monitor::app
