#include "app/fleet/fleet_agent.hpp"

#include "actors/fleet/fleet_reporter.hpp"
#include "app/end_actors.hpp"
#include "engine/host/machine.hpp"
#include "fleet/nats_bus.hpp"
#include "model/fleet/server_urls.hpp"
#include "sinks/fleet/fleet_sink.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <random>
#include <utility>

namespace docker_monitor::app {

using namespace std::chrono_literals;

namespace {

/// Returns a random text that differs between runs of the program, on any machine.
std::string new_instance() {
  std::random_device random;
  return std::to_string(random()) + '-' + std::to_string(random());
}

} // namespace

model::expected<std::unique_ptr<fleet_agent>> fleet_agent::make(const plan& p) {
  if (!p.fleet)
    return std::unique_ptr<fleet_agent>{};
  const auto& file = *p.fleet;
  fleet::bus_settings settings;
  settings.urls = model::server_urls(file.address);
  settings.name = "docker-monitor " + file.host;
  settings.seed = file.seed;
  settings.authority = file.authority;
  settings.server_name = file.server_name;
  settings.inbox = model::fleet_inbox(file.host);
  settings.writes_itself = true;
  auto bus = fleet::make_nats_bus(std::move(settings));
  if (!bus)
    return bus.error();
  return std::unique_ptr<fleet_agent>{new fleet_agent{file, *std::move(bus)}};
}

std::vector<ready_sink> fleet_agent::sinks() const {
  ready_sink made;
  made.url.kind = sinks::sink_kind::fleet;
  made.url.mode = sinks::sink_mode::events;
  made.url.logs = file_.logs;
  made.url.display_url = "fleet:" + file_.address;
  made.url.key = "fleet:";
  made.sink = std::make_shared<sinks::fleet_sink>(
      [bus = bus_, subject = model::fleet_subject(file_.host, model::fleet_topic::alarms)](
          const std::string& text, std::chrono::milliseconds limit) {
        return bus->request(subject, text, limit);
      },
      [bus = bus_] { return bus->problem(); },
      file_.logs ? model::log_lines::included : model::log_lines::left_out);
  return {std::move(made)};
}

void fleet_agent::start(
    caf::actor_system& system, const plan& p, const resources& with, http::record_sources sources) {
  actors::fleet_reporter_deps deps;
  deps.bus = bus_;
  deps.host = file_.host;
  deps.instance = new_instance();
  deps.machine = engine::host_name();
  deps.latest_snapshot = with.latest_snapshot;
  auto& context = deps.context;
  context.labels = p.options.labels;
  for (const auto& sink : with.sinks)
    context.sinks.push_back(sink.latest_state);
  for (const auto& receiver : with.remote_writes)
    context.remote_writes.push_back(receiver.latest_state);
  context.silences = with.silences;
  context.history = std::move(sources.alarms);
  context.metric_history = std::move(sources.metrics);
  context.self_metrics = with.self_metrics;
  context.started_at = with.started_at;
  context.interval = p.options.interval;
  context.cgroup_version = with.source.cgroup_version;
  context.show_logs = file_.logs && p.options.show_logs;
  context.max_series = p.options.max_series;
  spdlog::info("fleet: connecting to {} as {}", file_.address, file_.host);
  // Detached: it blocks while it connects.
  reporter_ = system.spawn<caf::detached>(actors::fleet_reporter, std::move(deps));
}

void fleet_agent::end(caf::actor_system& system) {
  if (reporter_)
    end_actors(system, {caf::actor_cast<caf::actor>(reporter_)}, 200ms);
  reporter_ = actors::fleet_reporter_actor{};
}

} // namespace docker_monitor::app
