#include "app/alarm_path.hpp"

#include "actors/alarm/alarm_router.hpp"
#include "actors/alarm/alarm_store.hpp"
#include "actors/alarm/sink.hpp"
#include "app/end_actors.hpp"
#include "engine/host/machine.hpp"
#include "sinks/delivery/memory_outbox.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace docker_monitor::app {

using namespace std::chrono_literals;

namespace {

/// Returns a sink as the rules use it.
model::rule_sink rule_sink_of(const sinks::sink_url& url) {
  return {
      url.key, std::string{to_string(url.kind)}, url.display_url,
      url.mode == sinks::sink_mode::incidents ? model::audience::incidents
                                              : model::audience::events};
}

/// Returns the dependencies of the router, except for the sinks, the store and the saved states.
actors::alarm_router_deps
router_deps(const plan& p, const resources& with, http::server_thread& server) {
  actors::alarm_router_deps deps;
  deps.samples = with.latest_snapshot;
  deps.host_name = p.options.host_name;
  deps.machine_name = engine::host_name();
  deps.external_url = p.options.external_url;
  deps.page_owner = with.page_owner;
  deps.engine_url = p.engine.url();
  deps.rules = p.rules;
  deps.await_logs = shows_logs(p);
  deps.record = with.record;
  deps.self_metrics = with.self_metrics;
  deps.on_alarm = [&server](const model::alarm& alarm) { server.publish_alarm(alarm); };
  deps.silences = with.silences;
  return deps;
}

} // namespace

std::vector<std::string>
lint(const model::rule_set& rules, const std::vector<sinks::sink_url>& urls) {
  std::vector<model::rule_sink> known;
  std::ranges::transform(urls, std::back_inserter(known), rule_sink_of);
  return model::lint(rules, known);
}

alarm_path::alarm_path(
    caf::actor_system& system, const plan& p, const resources& with, http::server_thread& server)
    : system_{system}, sinks_{with.sinks} {
  auto routing = router_deps(p, with, server);
  auto opened = storage::open_alarms(with.data.file, routing.wall_clock());
  auto stored = std::move(opened.stored);
  saved_ = stored.states;
  if (const auto lost = stored.unreadable; lost > 0)
    spdlog::error("store: malformed alarms, left out: {}", lost);
  // Detached, like the sinks: files and the libraries below block.
  store_ = system.spawn<caf::detached>(
      actors::alarm_store, actors::alarm_store_deps{with.data.file, std::move(opened)});
  for (std::size_t number = 0; number < sinks_.size(); ++number) {
    const auto& [url, sink, latest_state] = sinks_[number];
    spdlog::info("alarms go to {} ({})", url.display_url, to_string(url.mode));
    sink_actors_.push_back(system.spawn<caf::detached>(
        actors::sink, actors::sink_deps{
                          url, sink, std::make_shared<sinks::memory_outbox>(), latest_state, number,
                          store_, stored.pending.at(number), stored.open.at(number),
                          routing.host_name.empty() ? routing.machine_name : routing.host_name}));
    routing.sinks.push_back({sink_actors_.back(), rule_sink_of(url)});
  }
  routing.store = store_;
  routing.saved = std::move(stored.states);
  routing.known_alarms = std::move(stored.newest_ids);
  router_ = system.spawn(actors::alarm_router, std::move(routing));
  const actors::self_alarm_actor self_alarms{router_};
  caf::anon_send(store_, self_alarms);
  for (const auto& sink_actor : sink_actors_)
    caf::anon_send(sink_actor, self_alarms);
  attach(router_);
  if (!with.data.problem.empty())
    caf::anon_send(router_, actors::self_alarm{"store", with.data.problem});
}

void alarm_path::attach(const actors::saver_actor& saver) {
  caf::anon_send(store_, saver);
}

model::alarm_history alarm_path::history() const {
  return [store = store_](const model::alarm_query& query, model::alarm_page_handler done) {
    caf::anon_send(store, actors::alarm_log_query{query, std::move(done)});
  };
}

void alarm_path::end() {
  if (!store_)
    return;
  end_actors(system_, {caf::actor_cast<caf::actor>(router_)}, 200ms);
  std::vector<caf::actor> last;
  for (std::size_t number = 0; number < sinks_.size(); ++number) {
    sinks_[number].sink->request_stop();
    last.push_back(caf::actor_cast<caf::actor>(sink_actors_[number]));
  }
  end_actors(system_, last, 1200ms);
  end_actors(system_, {caf::actor_cast<caf::actor>(store_)}, 500ms);
  sink_actors_.clear();
  router_ = actors::alarm_router_actor{};
  store_ = actors::alarm_store_actor{};
}

} // namespace docker_monitor::app
