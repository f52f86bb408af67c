#include "app/resources.hpp"

#include "engine/api/query_identity.hpp"
#include "sinks/make_sink.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace docker_monitor::app {

namespace {

/// How long a start waits for the engine in order to find its data under another URL.
constexpr std::chrono::seconds max_wait_for_engine{2};

/// Returns the question whose data a start may take over.
storage::owner_query owner_query_to(engine::engine_client& client) {
  return [&client]() -> std::optional<storage::data_owner> {
    auto identity = engine::query_identity(client, max_wait_for_engine);
    if (!identity)
      return std::nullopt;
    return storage::data_owner{std::move(identity->id), std::move(identity->host_name)};
  };
}

/// Returns what a command must be told, wherever it is run, to find the control socket.
std::vector<std::string> control_options_of(const config::options& options) {
  std::vector<std::string> words;
  if (options.demo > 0) // it takes no commands
    return words;
  std::error_code unknown; // then the path stays as it was given
  if (auto path = std::filesystem::absolute(options.data_dir, unknown);
      !options.data_dir.empty() && !unknown)
    words.insert(words.end(), {"--data-dir", path.string()});
  if (!options.docker_host.empty())
    words.insert(words.end(), {"--docker-host", options.docker_host});
  return words;
}

} // namespace

std::vector<ready_sink> make_sinks(const std::vector<sinks::sink_url>& urls) {
  std::vector<ready_sink> made;
  for (const auto& url : urls)
    made.push_back({url, sinks::make_sink(url)});
  return made;
}

model::expected<resources> open_resources(plan& p, std::vector<ready_sink> more) {
  const auto started_at = std::chrono::system_clock::now();
  auto sinks = make_sinks(p.sinks);
  std::ranges::move(more, std::back_inserter(sinks));
  std::vector<std::string> sink_keys;
  for (const auto& sink : sinks)
    sink_keys.push_back(sink.url.key);
  std::unique_ptr<simulator::demo_engine> demo;
  if (p.options.demo > 0) {
    auto started = simulator::demo_engine::start(p.options.demo);
    if (!started)
      return started.error();
    demo = *std::move(started);
    p.engine = {};
    p.engine.path = demo->path();
  }
  auto client = engine::http_engine_client::make(p.engine);
  if (!client)
    return client.error();
  auto data = storage::choose_data(
      p.options, environment, p.engine.url(), std::move(sink_keys), owner_query_to(**client));
  if (!data)
    return data.error();
  resources made{*std::move(data)};
  made.started_at = started_at;
  made.sinks = std::move(sinks);
  for (const auto& url : p.remote_writes)
    made.remote_writes.push_back({url, std::make_shared<sinks::http_write_sender>(url.http)});
  made.demo = std::move(demo);
  made.client = *std::move(client);
  made.is_local = p.engine.transport == engine::endpoint::kind::unix_socket;
  auto record = storage::make_recorder(p.options.record);
  if (!record)
    return record.error();
  made.record = *std::move(record);
  auto source = engine::choose_source(p.options, *made.client);
  if (!source)
    return source.error();
  made.source = *std::move(source);
  return made;
}

bool shows_logs(const plan& p) {
  return p.options.show_logs || std::ranges::any_of(p.sinks, &sinks::sink_url::logs);
}

http::server_options server_options_of(const plan& p, const resources& with) {
  http::server_options made;
  made.listen = p.listen;
  made.allowed_hosts = p.options.allowed_hosts;
  made.tokens = p.tokens;
  made.tls = p.tls;
  made.labels = p.options.labels;
  made.max_connections = p.options.max_connections;
  made.max_connections_per_address = p.options.max_connections_per_address;
  made.max_series = p.options.max_series;
  made.show_logs = p.options.show_logs;
  made.self_metrics = with.self_metrics;
  made.silences = with.silences;
  made.started_at = with.started_at;
  made.interval = p.options.interval;
  made.demo = p.options.demo > 0;
  made.control_options = control_options_of(p.options);
  made.cgroup_version = with.source.cgroup_version;
  made.log = [](const std::string& line) { spdlog::info("{}", line); };
  for (const auto& sink : with.sinks)
    made.sinks.push_back(sink.latest_state);
  for (const auto& receiver : with.remote_writes)
    made.remote_writes.push_back(receiver.latest_state);
  return made;
}

} // namespace docker_monitor::app
