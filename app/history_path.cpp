#include "app/history_path.hpp"

#include "actors/history/history_keeper.hpp"
#include "actors/history/history_store.hpp"
#include "app/end_actors.hpp"

#include <utility>

namespace docker_monitor::app {

using namespace std::chrono_literals;

history_path::history_path(caf::actor_system& system, const history_settings& settings)
    : system_{system} {
  if (settings.memory_bytes == 0)
    return;
  actors::history_keeper_settings keeping;
  keeping.book.interval = settings.interval;
  keeping.book.budget = settings.memory_bytes;
  if (!settings.file.path.empty()) {
    const auto opened = storage::open_history(settings.file, settings.wall_clock());
    keeping.book.on_disk = true;
    if (opened.database)
      keeping.book.kept_until = opened.database->kept_until();
    actors::history_store_settings storing;
    storing.file = settings.file;
    storing.tell = settings.tell;
    storing.wall_clock = settings.wall_clock;
    store_ =
        system.spawn<caf::detached>(actors::history_store, storing, opened); // as SQLite blocks
    keeping.store = store_;
  }
  keeper_ = system.spawn(actors::history_keeper, keeping);
}

model::history_source history_path::source() const {
  if (!keeper_)
    return {};
  return [keeper = keeper_](const model::history_query& query, model::history_line_handler done) {
    caf::anon_send(keeper, actors::figures_question{query, std::move(done)});
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
