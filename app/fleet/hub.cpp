// The order in which a hub starts and stops.

#include "app/fleet/hub.hpp"

#include "actors/fleet/fleet_listener.hpp"
#include "actors/sampling/http_facade.hpp"
#include "app/alarm_path.hpp"
#include "app/commands.hpp"
#include "app/end_actors.hpp"
#include "app/fleet/hub_commands.hpp"
#include "app/fleet/hub_watch.hpp"
#include "app/fleet/server_log.hpp"
#include "app/fleet/unknown_alarms.hpp"
#include "app/history_path.hpp"
#include "app/reload.hpp"
#include "app/resources.hpp"
#include "app/serving.hpp"
#include "app/sidecar.hpp"
#include "app/signals.hpp"
#include "fleet/host_queries.hpp"
#include "fleet/hub_directory.hpp"
#include "fleet/nats_bus.hpp"
#include "fleet/nats_server.hpp"
#include "http/published/latest_hosts.hpp"
#include "http/server/server_thread.hpp"
#include "model/fleet/server_urls.hpp"
#include "model/text.hpp"
#include "storage/choose_data.hpp"

#include <caf/actor_system.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace docker_monitor::app {

using namespace std::chrono_literals;

namespace {

/// Identifies a fleet in the data directory, in place of an engine's URL.
constexpr std::string_view fleet_url = "fleet:";

/// Returns a content type that hosts may answer with, in static storage as a response needs it.
std::string_view known_content_type(std::string_view type) {
  constexpr std::string_view known[] = {
      "application/json", "text/csv; charset=utf-8", "text/csv",
      "text/plain; version=0.0.4; charset=utf-8"};
  const auto* const found = std::ranges::find(known, type);
  return found == std::end(known) ? "application/octet-stream" : *found;
}

http::response response_of(fleet::host_answer answer) {
  http::response made;
  made.status = answer.status;
  made.content_type = known_content_type(answer.content_type);
  if (answer.content_encoding == "gzip")
    made.headers.push_back({"Content-Encoding", "gzip"});
  made.headers.push_back({"Vary", "Accept-Encoding"});
  made.body = std::make_shared<const std::string>(std::move(answer.body));
  return made;
}

/// Starts the hub's own nats-server; returns null with `--nats`. Fails if it is not installed.
model::expected<std::unique_ptr<fleet::nats_server>> start_server(
    const plan& p, const fleet::hub_directory& directory, hub_watch& watch,
    std::function<void(actors::self_alarm)> report) {
  if (!p.options.nats.empty())
    return std::unique_ptr<fleet::nats_server>{};
  auto program = fleet::find_nats_server(environment("PATH").value_or(""));
  if (!program)
    return program.error();
  fleet::nats_server_settings settings;
  settings.program = *std::move(program);
  settings.arguments = {"-c", directory.configuration_path()};
  const auto log = std::make_shared<server_log>(
      [](fleet::log_level of_line, const std::string& text) {
        const auto level = of_line == fleet::log_level::error     ? spdlog::level::err
                           : of_line == fleet::log_level::warning ? spdlog::level::warn
                                                                  : spdlog::level::info;
        spdlog::log(level, "nats-server: {}", model::one_line(text));
      },
      [&watch](const std::string& public_key, const std::string& why) {
        watch.report_refusal(public_key, why);
      });
  settings.log = [log](const fleet::log_entry& entry) {
    log->take(entry, std::chrono::steady_clock::now());
  };
  settings.report = [report = std::move(report)](const std::string& why) {
    if (!why.empty())
      spdlog::error("nats-server: {}", why);
    report({"nats-server", why});
  };
  return std::make_unique<fleet::nats_server>(std::move(settings));
}

fleet::bus_settings bus_settings_of(const plan& p, const fleet::hub_directory& directory) {
  fleet::bus_settings settings;
  settings.name = "docker-monitor hub";
  settings.inbox = model::hub_inbox;
  if (!p.options.nats.empty()) {
    settings.urls = model::server_urls(p.options.nats);
    settings.credentials = p.options.nats_credentials;
    if (settings.credentials.empty())
      settings.seed = directory.hub_key().seed;
    return settings;
  }
  const auto listen = *parse_fleet_listen(p.options.fleet_listen);
  const auto own = listen.address == "0.0.0.0"                     ? "127.0.0.1"
                   : listen.address == "::"                        ? "[::1]"
                   : listen.address.find(':') != std::string::npos ? '[' + listen.address + ']'
                                                                   : listen.address;
  settings.urls = {"tls://" + own + ':' + std::to_string(listen.port)};
  settings.seed = directory.hub_key().seed;
  settings.authority = directory.authority();
  settings.server_name = fleet::hub_server_name;
  return settings;
}

/// Lets the routes of the API ask hosts.
void connect(http::latest_hosts& hosts, const std::shared_ptr<fleet::host_queries>& queries) {
  hosts.connect([queries](
                    const std::string& host, const std::string& target, bool gzip,
                    http::fleet_answer_handler done) {
    queries->ask(
        host, target, gzip,
        [done = std::move(done)](model::expected<fleet::host_answer> answer) {
          if (answer)
            done(response_of(*std::move(answer)));
          else
            done(answer.error());
        },
        std::chrono::steady_clock::now());
  });
}

/// Opens the resources of the actors and the HTTP server, without an engine.
model::expected<resources> open_hub_resources(const plan& p) {
  auto sinks = make_sinks(p.sinks);
  std::vector<std::string> sink_keys;
  for (const auto& sink : sinks)
    sink_keys.push_back(sink.url.key);
  auto data =
      storage::choose_data(p.options, environment, std::string{fleet_url}, std::move(sink_keys));
  if (!data)
    return data.error();
  resources made{*std::move(data)};
  made.started_at = std::chrono::system_clock::now();
  made.sinks = std::move(sinks);
  return made;
}

int run(plan p) {
  const auto signals = block_signals();
  if (const auto is_set_up = set_up_process(p, {}); !is_set_up)
    return refuse(is_set_up.error(), exit_bad_option);
  logging::set_up_log(log_settings_of(p.options));
  log_warnings(p);
  if (!p.remote_writes.empty())
    spdlog::warn("--remote-write is ignored: a hub sends no samples, each host sends its own");
  auto opened = open_hub_resources(p);
  if (!opened)
    return refuse(opened.error(), exit_bad_option);
  auto& with = *opened;
  auto directory =
      fleet::hub_directory::open(hub_path(p.options), std::chrono::system_clock::now());
  if (!directory)
    return refuse(directory.error(), exit_bad_option);
  const auto listen = parse_fleet_listen(p.options.fleet_listen);
  if (!listen)
    return refuse(listen.error(), exit_bad_option);
  const auto address = dialled_address(p.options);
  if (!address)
    return refuse(address.error(), exit_bad_option);
  if (const auto written = directory->write_address(*address); !written)
    return refuse(written.error(), exit_bad_option);
  hub_watch watch{*directory, *listen};
  if (const auto written = watch.write_configuration(); !written)
    return refuse(written.error(), exit_bad_option);
  const auto bus = fleet::make_nats_bus([&] {
    auto settings = bus_settings_of(p, *directory);
    settings.changed = [&watch](bool connected) { watch.report_connection(connected); };
    return settings;
  }());
  if (!bus)
    return refuse(bus.error(), exit_bad_option);

  const auto hosts = std::make_shared<http::latest_hosts>();
  auto server_options = server_options_of(p, with);
  server_options.max_series = 0; // Prometheus scrapes each host through the hub
  server_options.fleet = hosts;
  const auto latest_snapshot = with.latest_snapshot;
  with.latest_snapshot = nullptr; // hosts evaluate thresholds themselves
  with.page_owner = model::page_owner::hub;
  http::server_thread server{*latest_snapshot, std::move(server_options)};
  const auto bound = server.listen();
  if (!bound)
    return refuse(bound.error(), exit_cannot_listen);

  actor_configuration config{p.options};
  // A follower whose host sends without end gives way to the others after a few messages.
  constexpr std::size_t max_messages_in_turn = 4;
  config.set("scheduler.max-throughput", max_messages_in_turn);
  {
    caf::actor_system system{config};
    alarm_path alarms{system, p, with, server};
    const auto step =
        std::max<std::chrono::milliseconds>(p.options.interval, actors::host_report_pause);
    history_path history{system, p, with, step, alarms.router()};
    auto nats =
        start_server(p, *directory, watch, [router = alarms.router()](actors::self_alarm message) {
          caf::anon_send(router, std::move(message));
        });
    if (!nats)
      return refuse(nats.error(), exit_bad_option);
    spdlog::info("docker-monitor " DOCKER_MONITOR_VERSION " hub starts");
    auto facade = system.spawn(
        actors::http_facade,
        actors::http_facade_deps{latest_snapshot, p.options.interval, with.self_metrics, {}});
    const auto queries = std::make_shared<fleet::host_queries>(*bus);
    connect(*hosts, queries);
    actors::fleet_listener_deps deps;
    deps.follower.bus = *bus;
    deps.follower.facade = facade;
    deps.follower.router = alarms.router();
    deps.follower.latest_snapshot = hosts;
    deps.follower.saved = alarms.saved();
    deps.queries = queries;
    deps.history = history.keeper();
    deps.history_step = step;
    auto listener = system.spawn(actors::fleet_listener, std::move(deps));
    alarms.attach(listener);
    server.serve({with_unknown_alarms(alarms.history(), hosts), history.source()});
    warn_of_open_addresses(announce(*bound, p));
    auto shown = p.tls;
    watch.run(
        signals, {*bus, queries, listener, nats->get(), alarms.router()},
        {.reload =
             [&] {
               reload_rules(p, alarms.router());
               reload_access(p, server, shown);
             },
         .check = [&] { check_certificate(shown, alarms.router()); }});
    spdlog::info("stopping");
    server.stop();
    hosts->connect({});
    queries->end();
    end_actors(system, {caf::actor_cast<caf::actor>(listener)}, 500ms);
    alarms.end();
    end_actors(system, {caf::actor_cast<caf::actor>(facade)}, 200ms);
    history.end();
    nats->reset();
    server.wait();
  }
  return EXIT_SUCCESS;
}

} // namespace

int serve_hub(plan p) {
  const int code = run(std::move(p));
  spdlog::shutdown(); // flushes the log
  return code;
}

} // namespace docker_monitor::app
