// Wiring only: options, the engine client, the actors, the HTTP server, signals, and the order in
// which all of it ends.

#include "actors/engine/event_listener.hpp"
#include "actors/sampling/container_supervisor.hpp"
#include "actors/sampling/http_facade.hpp"
#include "app/alarm_path.hpp"
#include "app/end_actors.hpp"
#include "app/healthcheck.hpp"
#include "app/history_path.hpp"
#include "app/log_output.hpp"
#include "app/privileges.hpp"
#include "config/options.hpp"
#include "config/rule_file.hpp"
#include "engine/api/endpoint.hpp"
#include "engine/api/http_engine_client.hpp"
#include "engine/choose_source.hpp"
#include "engine/host/machine.hpp"
#include "http/api/publication.hpp"
#include "http/server/server_thread.hpp"
#include "http/server/token_guard.hpp"
#include "model/recording/replay.hpp"
#include "simulator/demo_engine.hpp"
#include "sinks/choose_sinks.hpp"
#include "storage/choose_data.hpp"
#include "storage/recording_file.hpp"
#include "terminal/top.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <malloc.h>

namespace {

using namespace docker_monitor;
using namespace std::chrono_literals;

constexpr int exit_bad_option = 2;
constexpr int exit_cannot_listen = 3;

std::optional<std::string> environment(std::string_view name) {
  const char* value = std::getenv(std::string{name}.c_str());
  return value && *value ? std::optional<std::string>{value} : std::nullopt;
}

model::expected<std::string> read_file(const std::string& path) {
  std::ifstream file{path};
  if (!file)
    return model::failure{model::failure_code::bad_option, std::strerror(errno)};
  std::error_code ignored; // then reading fails, too
  if (std::filesystem::is_directory(path, ignored))
    return model::failure{model::failure_code::bad_option, std::strerror(EISDIR)};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (file.bad())
    return model::failure{model::failure_code::bad_option, "cannot be read"};
  return text;
}

int refuse(const model::failure& why, int code) {
  std::cerr << "docker-monitor: " << why.message << '\n';
  return code;
}

/// Everything the options name, checked before anything is started.
struct plan {
  config::options options;
  std::vector<http::listen_address> listen;
  std::vector<sinks::sink_url> sinks;
  model::container_filter filter;
  model::rule_set rules;
  engine::endpoint engine;
  std::vector<std::string> tokens; ///< empty where none is asked for
  http::tls_context_ptr tls;       ///< null for plain HTTP
};

/// The rules of the file, or the built-in ones where none is named.
model::expected<model::rule_set> read_rules(const std::string& path) {
  if (path.empty())
    return config::parse_rules(config::default_rules(), "built-in rules");
  auto text = read_file(path);
  if (!text)
    return model::failure{
        model::failure_code::bad_option, "--rules " + path + ": " + text.error().message};
  return config::parse_rules(*text, path);
}

model::expected<plan> make_plan(const config::options& options) {
  plan made;
  made.options = options;
  for (const auto& text : options.listen) {
    auto address = http::parse_listen_address(text);
    if (!address)
      return address.error();
    made.listen.push_back(*std::move(address));
  }
  auto sinks = sinks::choose_sinks(options.sinks, environment);
  if (!sinks)
    return sinks.error();
  made.sinks = *std::move(sinks);
  auto rules = read_rules(options.rules);
  if (!rules)
    return rules.error();
  made.rules = *std::move(rules);
  auto tokens = http::read_tokens(options.token_file, read_file);
  if (!tokens)
    return tokens.error();
  made.tokens = *std::move(tokens);
  auto tls = http::read_tls(options.tls);
  if (!tls)
    return tls.error();
  made.tls = *std::move(tls);
  auto filter = model::container_filter::make(options.include, options.exclude);
  if (!filter)
    return filter.error();
  made.filter = *std::move(filter);
  const auto url =
      options.docker_host.empty()
          ? config::default_docker_host(engine::path_exists, environment("XDG_RUNTIME_DIR"))
          : options.docker_host;
  auto engine = engine::parse_endpoint(
      url, {environment("DOCKER_TLS_VERIFY").has_value(), environment("DOCKER_TLS").has_value(),
            environment("DOCKER_CERT_PATH").value_or("")});
  if (!engine)
    return engine.error();
  made.engine = *std::move(engine);
  return made;
}

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

/// The next signal that was blocked.
int wait_for_signal(const sigset_t& signals) {
  int number = 0;
  sigwait(&signals, &number);
  return number;
}

/// On SIGHUP: the rules of the file from now on; where they are wrong, those of before.
void reload_rules(const plan& p, const actors::alarm_router_actor& router) {
  auto rules = read_rules(p.options.rules);
  if (!rules) {
    spdlog::error("the rules stay as they were: {}", rules.error().message);
    return;
  }
  spdlog::info("rules: read again, {} of them", rules->rules.size());
  for (const auto& doubt : app::doubts_about(*rules, p.sinks))
    spdlog::warn("{}", doubt);
  caf::anon_send(
      router, actors::new_rules{std::make_shared<const model::rule_set>(*std::move(rules))});
}

/// On SIGHUP: tokens and certificate of the files, which may have new ones; likewise.
void reload_access(const plan& p, http::server_thread& server) {
  auto tokens = http::read_tokens(p.options.token_file, read_file);
  if (!tokens)
    spdlog::error("the tokens stay as they were: {}", tokens.error().message);
  else if (!tokens->empty())
    server.renew(*std::move(tokens));
  auto tls = http::read_tls(p.options.tls);
  if (!tls)
    spdlog::error("the certificate stays as it was: {}", tls.error().message);
  else if (*tls)
    server.renew(*std::move(tls));
}

int serve(plan p) {
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
    if (const auto became = app::become(p.options.run_as, p.engine.path); !became)
      return refuse(became.error(), exit_bad_option);

  app::set_up_log(p.options); // has a thread: after the signals and the user
  for (const auto& doubt : app::doubts_about(p.rules, p.sinks))
    spdlog::warn("{}", doubt);
  auto publication = std::make_shared<http::publication>();
  http::server_options server_options;
  server_options.listen = p.listen;
  server_options.allowed_hosts = p.options.allowed_hosts;
  server_options.tokens = p.tokens;
  server_options.tls = p.tls;
  server_options.labels = p.options.labels;
  server_options.max_connections = p.options.max_connections;
  server_options.max_series = p.options.max_series;
  const auto observed = std::make_shared<http::observations>();
  server_options.observed = observed;
  server_options.started_at = started_at;
  server_options.interval = p.options.interval;
  server_options.log = [](const std::string& line) { spdlog::info("{}", line); };
  const auto sinks = app::make_sinks(p.sinks);
  std::vector<std::string> sink_keys;
  for (const auto& sink : sinks) {
    server_options.sinks.push_back(sink.publication);
    sink_keys.push_back(sink.url.key);
  }
  // The server is there before the store that answers.
  const auto history =
      std::make_shared<app::late_line<model::alarm_query, model::alarm_page_handler>>();
  server_options.history = app::caller_of(history);
  const auto figures =
      std::make_shared<app::late_line<model::history_query, model::history_line_handler>>();
  if (p.options.history_memory > 0)
    server_options.figures = app::caller_of(figures);
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
  const auto bound = server.start();
  if (!bound)
    return refuse(bound.error(), exit_cannot_listen);
  // Only now: one that can't start says why in one line.
  spdlog::info("docker-monitor " DOCKER_MONITOR_VERSION " starts");
  announce(*bound, p);
  spdlog::info("engine: {}", p.options.demo > 0 ? "simulated" : p.engine.url());
  if (!source->description.empty())
    spdlog::log(
        source->costly ? spdlog::level::warn : spdlog::level::info, "{}", source->description);

  caf::actor_system_config config;
  config.add_message_types<caf::id_block::docker_monitor>();
  config.set("scheduler.max-threads", p.options.threads);
  config.set("scheduler.policy", caf::atom("sharing"));
  {
    caf::actor_system system{config};
    actors::router_settings routing;
    routing.samples = publication;
    routing.host = engine::host_name();
    routing.engine_url = p.engine.url();
    routing.rules = p.rules;
    routing.await_logs = p.options.last_logs > 0;
    routing.record = *record;
    routing.observed = observed;
    routing.told = [&server](const model::alarm& alarm) { server.tell(alarm); };
    app::alarm_path alarms{system, sinks, data->file, std::move(routing), data->trouble};
    history->connect(alarms.history());
    app::history_settings past;
    past.interval = p.options.interval;
    past.memory_bytes = p.options.history_memory;
    past.file = data->figures;
    past.tell = [router = alarms.router()](actors::own_trouble news) {
      caf::anon_send(router, std::move(news));
    };
    app::history_path history_of_figures{system, past};
    figures->connect(history_of_figures.source());
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
    settings.log_lines = p.options.last_logs;
    settings.record = *record;
    settings.saved = alarms.saved();
    // A list of 100 costs an engine 14 ms: as much as hundreds of samples from cgroup files.
    if (source->cgroup_version != 0)
      settings.compare_every = 5min;
    if (is_local)
      settings.boot_id = engine::boot_id();
    else
      settings.longest_pause = 30s;
    auto listener = system.spawn(actors::event_listener, settings);

    alarms.on_resave([listener] { caf::anon_send(listener, actors::resave_atom_v); });

    while (wait_for_signal(signals) == SIGHUP) {
      reload_rules(p, alarms.router());
      reload_access(p, server);
    }
    spdlog::info("stopping");
    server.stop();
    // From where data comes to where it goes, so that what is known still arrives.
    history->disconnect();
    figures->disconnect();
    app::end_actors(system, {caf::actor_cast<caf::actor>(listener)}, 200ms);
    alarms.end();
    app::end_actors(
        system, {caf::actor_cast<caf::actor>(supervisor), caf::actor_cast<caf::actor>(facade)},
        200ms);
    history_of_figures.end();
    // Nothing answers any more once the client is gone.
    engine_client->unsubscribe();
  }
  return EXIT_SUCCESS;
}

/// Prints what the rules make of a recording, one JSON object a line.
int replay(const plan& p, const std::string& path) {
  const auto text = read_file(path);
  if (!text)
    return refuse(
        {model::failure_code::bad_option, path + ": " + text.error().message}, exit_bad_option);
  const auto alarms = model::replay(*text, p.rules);
  if (!alarms)
    return refuse({alarms.error().code, path + ": " + alarms.error().message}, exit_bad_option);
  for (const auto& told : *alarms)
    std::cout << model::to_json(told) << '\n';
  return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv) {
  const auto asked = config::parse_invocation({argv + 1, argv + argc}, {environment, read_file});
  if (!asked)
    return refuse(asked.error(), exit_bad_option);
  if (asked->what == config::invocation::command::print) {
    std::cout << asked->text;
    return EXIT_SUCCESS;
  }
  if (asked->what == config::invocation::command::print_rules) {
    std::cout << config::default_rules();
    return EXIT_SUCCESS;
  }
  if (asked->what == config::invocation::command::top)
    return terminal::run_top(asked->options, asked->top, read_file);
  auto made = make_plan(asked->options);
  if (!made)
    return refuse(made.error(), exit_bad_option);
  if (asked->what == config::invocation::command::healthcheck) {
    const auto healthy = app::check_health(made->listen.front(), made->options.tls, 3s);
    return healthy ? EXIT_SUCCESS : refuse(healthy.error(), EXIT_FAILURE);
  }
  if (asked->what == config::invocation::command::replay)
    return replay(*made, asked->recording);
  if (made->options.check_config) {
    for (const auto& doubt : app::doubts_about(made->rules, made->sinks))
      std::cerr << "docker-monitor: " << doubt << '\n';
    std::cout << "options are fine\n";
    return EXIT_SUCCESS;
  }
  const int code = serve(*std::move(made));
  spdlog::shutdown(); // writes what is left
  return code;
}
