#include "actors/history/history_store.hpp"

#include "actors/end_last.hpp"
#include "actors/history/history_keeper_actor.hpp"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

namespace docker_monitor::actors {

namespace {

using store_pointer = history_store_actor::stateful_pointer<history_store_state>;
using model::failure;
using model::failure_code;

constexpr const char* memory_only = "; values older than those in memory are missing";

void compact_soon(store_pointer self) {
  if (!std::exchange(self->state.compacting, true))
    self->delayed_send(self, history_store_state::compaction_pause, compact_atom_v);
}

failure container_not_found(const std::string& container) {
  return {
      failure_code::not_found,
      "no metric history is kept of a container " + container + "; see the list of containers"};
}

} // namespace

void history_store_state::begin(history_store_deps deps) {
  file.emplace(
      store_file_type::kind{
          "history", memory_only, storage::open_history, storage::recreate_history},
      std::move(deps.file), deps.wall_clock, deps.opened);
}

bool history_store_state::commit() {
  if (waiting.empty() && file->failure().empty())
    return true;
  if (!file->open())
    return false;
  note_found();
  while (!waiting.empty())
    if (!write())
      return false;
  // With nothing to write, a compaction shows whether the file works again.
  if (file->failure().empty())
    return true;
  const auto compacted = file->get()->compact();
  return file->succeeded(compacted ? std::nullopt : std::optional{compacted.error()});
}

bool history_store_state::write() {
  const auto& [batch, sender] = waiting.front();
  const auto why = file->run([&](auto& database) {
    note_found();
    return database.write(*batch);
  });
  if (!file->succeeded(why))
    return false;
  if (sender) {
    const auto keeper = caf::actor_cast<history_keeper_actor>(sender);
    if (const auto until = std::exchange(found, std::nullopt))
      self->send(keeper, opened_atom_v, std::int64_t{until->time_since_epoch().count()});
    self->send(keeper, kept_atom_v);
  }
  waiting.pop_front();
  return true;
}

/// Notes the newest row of a file that was opened late, before anything is written to it.
void history_store_state::note_found() {
  if (file->take_opened_later())
    found = file->get()->kept_until();
}

void history_store_state::recover_if_damaged(const failure& why) {
  if (why.code == failure_code::malformed)
    file->recover(why);
}

bool history_store_state::compact() {
  if (!file->get())
    return false;
  const auto more = file->get()->compact();
  log_broken();
  if (more)
    return *more;
  recover_if_damaged(more.error());
  file->failure().begin(more.error().message, memory_only); // ignored if the replacement of the
                                                            // file has failed
  return false;
}

void history_store_state::answer(stored_history_query& query) {
  auto& [answer, done] = query;
  if (!file->get()) {
    done(failure{failure_code::refused, file->failure().why()});
    return;
  }
  const auto known = file->get()->read(
      {answer.identity, answer.series, answer.from, answer.stored_until, answer.coarse},
      answer.bins);
  log_broken();
  if (!known) {
    recover_if_damaged(known.error());
    done(failure{failure_code::refused, known.error().message});
  } else if (*known || answer.known) {
    done(answer.bins.line(answer.from, answer.to));
  } else {
    done(container_not_found(answer.identity));
  }
}

void history_store_state::log_broken() {
  if (const auto count = file->get()->take_broken(); count > 0)
    spdlog::error("history: pieces on disk that make no sense, left out: {}", count);
}

history_store_actor::behavior_type history_store(store_pointer self, history_store_deps deps) {
  self->state.begin(std::move(deps));
  if (!self->state.file->failure().empty())
    commit_soon(self);
  compact_soon(self); // work that a long stop left
  end_last(self);
  return {
      [self](self_alarm_actor& router) { self->state.file->failure().attach(std::move(router)); },
      [self](model::history_batch_ptr& batch) {
        self->state.waiting.emplace_back(std::move(batch), self->current_sender());
        commit_soon(self);
      },
      [self](stored_history_query& query) {
        self->state.answer(query);
        if (!self->state.file->failure().empty())
          commit_soon(self); // a successful commit ends the alarm
      },
      [self](commit_atom) {
        self->state.due = false;
        if (self->state.commit())
          compact_soon(self);
        else
          commit_later(self);
      },
      [self](compact_atom) {
        self->state.compacting = false;
        if (self->state.compact())
          compact_soon(self);
        else if (!self->state.file->failure().empty())
          commit_later(self);
      },
      [self](end_atom) {
        if (!self->state.commit())
          spdlog::error(
              "history: not everything could be written: {}", self->state.file->failure().why());
        self->state.waiting.clear();
        self->state.file->close();
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

} // namespace docker_monitor::actors
