#include "app/alarm_path.hpp"

#include "actors/alarm/alarm_store.hpp"
#include "actors/alarm/sink.hpp"
#include "app/end_actors.hpp"
#include "sinks/delivery/memory_outbox.hpp"
#include "sinks/make_sink.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace docker_monitor::app {

using namespace std::chrono_literals;

namespace {

/// A sink as rules know it.
model::rule_sink rule_sink_of(const sinks::sink_url& url) {
  return {
      url.key, std::string{to_string(url.kind)}, url.display_url,
      url.mode == sinks::sink_mode::stories ? model::audience::stories : model::audience::events};
}

} // namespace

std::vector<ready_sink> make_sinks(const std::vector<sinks::sink_url>& urls) {
  std::vector<ready_sink> made;
  std::ranges::transform(urls, std::back_inserter(made), [](const auto& url) {
    return ready_sink{url, sinks::make_sink(url)};
  });
  return made;
}

std::vector<std::string>
doubts_about(const model::rule_set& rules, const std::vector<sinks::sink_url>& urls) {
  std::vector<model::rule_sink> known;
  std::ranges::transform(urls, std::back_inserter(known), rule_sink_of);
  return model::doubts_about(rules, known);
}

alarm_path::alarm_path(
    caf::actor_system& system, const std::vector<ready_sink>& sinks,
    const storage::alarm_file& file, actors::router_settings routing, const std::string& trouble)
    : system_{system}, sinks_{sinks} {
  auto opened = storage::open_alarms(file, routing.wall_clock());
  saved_ = opened.stored.states;
  if (const auto lost = opened.stored.unreadable; lost > 0)
    spdlog::error("store: alarms whose text makes no sense, left out: {}", lost);
  actors::alarm_store_settings keeping;
  keeping.file = file;
  keeping.tell = [this](actors::own_trouble news) { troubles_(std::move(news)); };
  keeping.resave = [this] { resave_(); };
  // Detached, as are the sinks: files and the libraries below block.
  store_ = system.spawn<caf::detached>(actors::alarm_store, keeping, opened);
  for (std::size_t number = 0; number < sinks_.size(); ++number) {
    const auto& [url, sink, publication] = sinks_[number];
    spdlog::info("alarms go to {} ({})", url.display_url, to_string(url.mode));
    actors::sink_ties ties;
    ties.number = number;
    ties.store = store_;
    ties.pending = opened.stored.pending.at(number);
    ties.open = opened.stored.open.at(number);
    ties.tell = [this](actors::own_trouble news) { troubles_(std::move(news)); };
    ties.host = routing.host_name.empty() ? routing.machine_name : routing.host_name;
    carriers_.push_back(system.spawn<caf::detached>(
        actors::sink, url, sink, std::make_shared<sinks::memory_outbox>(), publication, ties));
    routing.sinks.push_back({carriers_.back(), rule_sink_of(url)});
  }
  routing.store = store_;
  routing.saved = std::move(opened.stored.states);
  routing.known_alarms = std::move(opened.stored.newest_ids);
  router_ = system.spawn(actors::alarm_router, std::move(routing));
  troubles_.connect(
      [router = router_](actors::own_trouble news) { caf::anon_send(router, std::move(news)); });
  if (!trouble.empty())
    troubles_(actors::own_trouble{"store", trouble});
}

void alarm_path::on_resave(std::function<void()> listener) {
  resave_.connect([router = router_, listener = std::move(listener)] {
    caf::anon_send(router, actors::resave_atom_v);
    listener();
  });
}

model::alarm_history alarm_path::history() const {
  return [store = store_](const model::alarm_query& query, model::alarm_page_handler done) {
    caf::anon_send(store, actors::history_question{query, std::move(done)});
  };
}

void alarm_path::end() {
  if (!store_)
    return;
  troubles_.disconnect();
  resave_.disconnect();
  end_actors(system_, {caf::actor_cast<caf::actor>(router_)}, 200ms);
  std::vector<caf::actor> last;
  for (std::size_t number = 0; number < sinks_.size(); ++number) {
    sinks_[number].sink->hurry();
    last.push_back(caf::actor_cast<caf::actor>(carriers_[number]));
  }
  end_actors(system_, last, 1200ms);
  end_actors(system_, {caf::actor_cast<caf::actor>(store_)}, 500ms);
  carriers_.clear();
  router_ = actors::alarm_router_actor{};
  store_ = actors::alarm_store_actor{};
}

} // namespace docker_monitor::app
