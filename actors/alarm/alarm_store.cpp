#include "actors/alarm/alarm_store.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace docker_monitor::actors {

namespace {

using store_pointer = alarm_store_actor::stateful_pointer<alarm_store_state>;

constexpr const char* from_memory = "; alarms go on from memory";

/// Everything that is in the mailbox by then goes into one transaction.
void commit_soon(store_pointer self) {
  if (!std::exchange(self->state.due, true))
    self->send(self, commit_atom_v);
}

} // namespace

bool alarm_store_state::commit() {
  if (batch.empty() && trouble.empty())
    return true;
  if (!database && !reopen())
    return false;
  auto why = database->write(batch);
  if (why && why->code == model::failure_code::malformed) {
    mend(*why);
    why = database ? database->write(batch) : why;
  }
  if (why) {
    begin_trouble(why->message, from_memory);
    return false;
  }
  if (const auto lost = batch.left_out(); lost > 0)
    spdlog::warn("store: alarms left out of the history for want of room: {}", lost);
  batch.clear();
  if (!std::exchange(trouble, {}).empty()) {
    spdlog::info("store: {} is written again", settings.file.path);
    settings.tell({"store", {}});
  }
  return true;
}

model::expected<model::alarm_page> alarm_store_state::page(const model::alarm_query& query) {
  if (!retries)
    commit();
  if (!database)
    return model::failure{model::failure_code::refused, trouble};
  auto found = database->page(query);
  if (!found && found.error().code == model::failure_code::malformed) {
    mend(found.error());
    if (database)
      found = database->page(query);
  }
  return found;
}

void alarm_store_state::begin_trouble(const std::string& why, const char* meaning) {
  if (!trouble.empty())
    return;
  trouble = why;
  spdlog::error("store: {}{}", why, meaning);
  settings.tell({"store", why + meaning});
}

/// Opens the file that could not be opened before. What the last run left in it stays there for
/// the next start.
bool alarm_store_state::reopen() {
  return take(storage::open_alarms(settings.file, settings.wall_clock()));
}

/// Sets a broken file aside and begins a new one.
void alarm_store_state::mend(const model::failure& why) {
  database.reset(); // closes the file, before it gets another name
  take(storage::begin_anew(settings.file, why, settings.wall_clock()));
}

bool alarm_store_state::take(storage::opened_alarms opened) {
  database = std::move(opened.database);
  if (!opened.trouble.empty())
    begin_trouble(opened.trouble, database ? "" : from_memory);
  if (opened.anew)
    settings.resave();
  return database != nullptr;
}

alarm_store_actor::behavior_type alarm_store(
    store_pointer self, const alarm_store_settings& settings,
    const storage::opened_alarms& opened) {
  auto& state = self->state;
  state.settings = settings;
  state.database = opened.database;
  if (!opened.trouble.empty()) {
    state.begin_trouble(opened.trouble, opened.database ? "" : from_memory);
    commit_soon(self);
  }
  // An exit overtakes what was sent before it, which must be written first.
  self->set_exit_handler([self](const caf::exit_msg&) {
    if (!std::exchange(self->state.ending, true))
      self->send(self, end_atom_v);
  });
  return {
      [self](records& news) {
        for (auto& alarm : news.alarms)
          self->state.batch.add(std::move(alarm));
        for (auto& piece : news.states)
          self->state.batch.keep(std::move(piece));
        for (auto& taken : news.acknowledged)
          self->state.batch.acknowledge(std::move(taken));
        for (auto& id : news.gone)
          self->state.batch.close(std::move(id));
        if (news.load && !self->state.retries)
          self->state.loads.push_back(std::move(news.load));
        commit_soon(self);
      },
      [self](settled& news) {
        for (const auto* ids : {&news.delivered, &news.dropped})
          for (const auto& id : *ids)
            self->state.batch.settle(news.sink, id);
        for (auto& id : news.parked)
          self->state.batch.park(news.sink, std::move(id));
        commit_soon(self);
      },
      [self](const history_question& question) {
        question.done(self->state.page(question.query));
        if (!self->state.trouble.empty())
          commit_soon(self); // which ends a trouble that is mended
      },
      [self](commit_atom) {
        self->state.due = false;
        self->state.retries = !self->state.commit();
        self->state.loads.clear(); // what a failing disk leaves waiting has a bound of its own
        if (!self->state.retries)
          return;
        self->state.due = true;
        self->delayed_send(self, alarm_store_state::retry_pause, commit_atom_v);
      },
      [self](end_atom) {
        if (!self->state.commit())
          spdlog::error("store: not everything could be written: {}", self->state.trouble);
        self->state.database.reset();
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

} // namespace docker_monitor::actors
