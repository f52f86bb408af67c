#include "app/history_path.hpp"

#include "actors/history/history_keeper.hpp"
#include "actors/history/history_store.hpp"
#include "app/end_actors.hpp"

#include <chrono>
#include <utility>

namespace docker_monitor::app {

using namespace std::chrono_literals;

history_path::history_path(
    caf::actor_system& system, const plan& p, const resources& with,
    std::chrono::milliseconds interval, const actors::self_alarm_actor& router)
    : system_{system} {
  if (p.options.history_memory == 0)
    return;
  actors::history_keeper_deps deps;
  deps.history.interval = interval;
  deps.history.budget = p.options.history_memory;
  if (const auto& file = with.data.history; !file.path.empty()) {
    auto opened = storage::open_history(file, std::chrono::system_clock::now());
    deps.history.on_disk = true;
    if (opened.database)
      deps.history.kept_until = opened.database->kept_until();
    // Detached, since SQLite blocks.
    store_ = system.spawn<caf::detached>(
        actors::history_store, actors::history_store_deps{file, std::move(opened)});
    caf::anon_send(store_, router);
    deps.store = store_;
  }
  keeper_ = system.spawn(actors::history_keeper, std::move(deps));
}

model::history_source history_path::source() const {
  if (!keeper_)
    return {};
  return [keeper = keeper_](const model::history_query& query, model::history_line_handler done) {
    caf::anon_send(keeper, actors::metric_history_query{query, std::move(done)});
  };
}

void history_path::end() {
  if (!keeper_)
    return;
  end_actors(system_, {caf::actor_cast<caf::actor>(keeper_)}, 200ms);
  keeper_ = actors::history_keeper_actor{};
  if (store_)
    end_actors(system_, {caf::actor_cast<caf::actor>(store_)}, 500ms);
  store_ = actors::history_store_actor{};
}

} // namespace docker_monitor::app
