#include "actors/history/history_store.hpp"

#include "actors/history/history_keeper_actor.hpp"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

namespace docker_monitor::actors {

namespace {

using store_pointer = history_store_actor::stateful_pointer<history_store_state>;
using model::failure;
using model::failure_code;

constexpr const char* memory_only = "; figures older than memory has are missing";

void commit_soon(store_pointer self) {
  if (!std::exchange(self->state.due, true))
    self->send(self, commit_atom_v);
}

void tend_soon(store_pointer self) {
  if (!std::exchange(self->state.tending, true))
    self->delayed_send(self, history_store_state::breath, tend_atom_v);
}

failure container_not_found(const std::string& container) {
  return {
      failure_code::not_found,
      "no figures are kept of a container " + container + "; see the list of containers"};
}

} // namespace

bool history_store_state::commit() {
  if (waiting.empty() && trouble.empty())
    return true;
  if (!database && !take(storage::open_history(settings.file, settings.wall_clock())))
    return false;
  while (!waiting.empty())
    if (!write())
      return false;
  // Where nothing waits, what is due tells whether the trouble is over.
  if (trouble.empty())
    return true;
  const auto tended = database->tend();
  return succeeded(tended ? std::nullopt : std::optional{tended.error()});
}

bool history_store_state::write() {
  auto& [batch, sender] = waiting.front();
  auto why = database->write(*batch);
  if (why && why->code == failure_code::malformed) {
    mend(*why);
    why = database ? database->write(*batch) : why;
  }
  if (!succeeded(why))
    return false;
  if (sender) {
    const auto keeper = caf::actor_cast<history_keeper_actor>(sender);
    if (const auto until = std::exchange(found, std::nullopt))
      caf::anon_send(keeper, opened_atom_v, std::int64_t{until->time_since_epoch().count()});
    caf::anon_send(keeper, kept_atom_v);
  }
  waiting.pop_front();
  return true;
}

/// Begins or ends the trouble.
bool history_store_state::succeeded(const std::optional<failure>& why) {
  if (why) {
    begin_trouble(why->message, memory_only);
    return false;
  }
  if (!std::exchange(trouble, {}).empty()) {
    spdlog::info("history: {} is written again", settings.file.path);
    settings.tell({"history", {}});
  }
  return true;
}

bool history_store_state::tend() {
  if (!database)
    return false;
  const auto more = database->tend();
  tell_broken();
  if (more)
    return *more;
  if (more.error().code == failure_code::malformed)
    mend(more.error());
  else
    begin_trouble(more.error().message, memory_only);
  return false;
}

void history_store_state::answer(stored_figures& question) {
  auto& [answer, done] = question;
  if (!database) {
    done(failure{failure_code::refused, trouble});
    return;
  }
  const auto known = database->read(
      {answer.identity, answer.series, answer.from, answer.stored_until, answer.coarse},
      answer.bins);
  tell_broken();
  if (!known && known.error().code == failure_code::malformed)
    mend(known.error());
  if (!known)
    done(failure{failure_code::refused, known.error().message});
  else if (*known || answer.known)
    done(answer.bins.line(answer.from, answer.to));
  else
    done(container_not_found(answer.identity));
}

void history_store_state::begin_trouble(const std::string& why, const char* meaning) {
  if (!trouble.empty())
    return;
  trouble = why;
  spdlog::error("history: {}{}", why, meaning);
  settings.tell({"history", why + meaning});
}

void history_store_state::tell_broken() {
  if (const auto count = database->take_broken(); count > 0)
    spdlog::error("history: pieces on disk that make no sense, left out: {}", count);
}

/// Sets a broken file aside and begins a new one.
void history_store_state::mend(const failure& why) {
  database.reset(); // closes the file, before it gets another name
  take(storage::begin_history_anew(settings.file, why, settings.wall_clock()));
}

bool history_store_state::take(storage::opened_history opened) {
  database = std::move(opened.database);
  found = database ? database->kept_until() : std::nullopt;
  if (!opened.trouble.empty())
    begin_trouble(opened.trouble, database ? "" : memory_only);
  return database != nullptr;
}

history_store_actor::behavior_type history_store(
    store_pointer self, const history_store_settings& settings,
    const storage::opened_history& opened) {
  auto& state = self->state;
  state.settings = settings;
  state.database = opened.database;
  if (!opened.trouble.empty()) {
    state.begin_trouble(opened.trouble, opened.database ? "" : memory_only);
    commit_soon(self);
  }
  tend_soon(self); // what a long stop left
  // An exit overtakes what was sent before it, which must be written first.
  self->set_exit_handler([self](const caf::exit_msg&) {
    if (!std::exchange(self->state.ending, true))
      self->send(self, end_atom_v);
  });
  return {
      [self](model::history_batch_ptr& batch) {
        self->state.waiting.emplace_back(std::move(batch), self->current_sender());
        commit_soon(self);
      },
      [self](stored_figures& question) {
        self->state.answer(question);
        if (!self->state.trouble.empty())
          commit_soon(self); // which ends a trouble that is mended
      },
      [self](commit_atom) {
        self->state.due = !self->state.commit();
        if (self->state.due)
          self->delayed_send(self, history_store_state::retry_pause, commit_atom_v);
        else
          tend_soon(self);
      },
      [self](tend_atom) {
        self->state.tending = false;
        if (self->state.tend())
          tend_soon(self);
        else if (!self->state.trouble.empty() && !std::exchange(self->state.due, true))
          self->delayed_send(self, history_store_state::retry_pause, commit_atom_v);
      },
      [self](end_atom) {
        if (!self->state.commit())
          spdlog::error("history: not everything could be written: {}", self->state.trouble);
        self->state.waiting.clear();
        self->state.database.reset();
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

} // namespace docker_monitor::actors
