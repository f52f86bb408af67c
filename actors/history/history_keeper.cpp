#include "actors/history/history_keeper.hpp"

#include "actors/end_last.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace docker_monitor::actors {

namespace {

model::failure not_found(const std::string& container) {
  return {
      model::failure_code::not_found,
      "no metric history is kept of a container " + container + "; see the list of containers"};
}

} // namespace

void history_keeper_state::end_round(model::history_batch_ptr batch) {
  enqueue(std::move(batch));
  log_refused();
  send_next();
}

void history_keeper_state::enqueue(model::history_batch_ptr batch) {
  if (!batch || !store)
    return;
  waiting.push_back(std::move(batch));
  std::size_t bytes = 0;
  for (const auto& b : waiting)
    bytes += b->bytes();
  while (waiting.size() > 1 && (waiting.size() > max_waiting || bytes > max_waiting_bytes)) {
    bytes -= waiting.front()->bytes();
    waiting.pop_front();
    if (!std::exchange(dropped, true))
      spdlog::error("history: the disk has accepted nothing for so long that values are lost");
  }
}

model::history_batch_ptr history_keeper_state::next() {
  if (on_its_way || waiting.empty())
    return nullptr;
  on_its_way = true;
  auto batch = std::move(waiting.front());
  waiting.pop_front();
  return batch;
}

void history_keeper_state::send_next() {
  if (auto batch = next())
    self->send(store, std::move(batch));
}

void history_keeper_state::ask(const metric_history_query& query) {
  auto answer = history->ask(query.query);
  if (store && (answer.stored_until > answer.from || !answer.known))
    self->send(store, stored_history_query{std::move(answer), query.done});
  else if (answer.known)
    query.done(answer.bins.line(answer.from, answer.to));
  else
    query.done(not_found(query.query.container));
}

void history_keeper_state::log_refused() {
  if (history->refused() > 0 && !std::exchange(refused, true))
    spdlog::error(
        "history: not everything has one, as its memory is used up; raise --history-memory");
}

history_keeper_actor::behavior_type history_keeper(
    history_keeper_actor::stateful_pointer<history_keeper_state> self,
    const history_keeper_deps& deps) {
  self->state.history.emplace(deps.history);
  self->state.store = deps.store;
  end_last(self);
  return {
      [self](const model::snapshot_ptr& round) {
        self->state.end_round(self->state.history->take(*round));
      },
      [self](const model::history_round_ptr& round) {
        self->state.end_round(self->state.history->take(*round));
      },
      [self](const metric_history_query& query) { self->state.ask(query); },
      [self](kept_atom) {
        self->state.on_its_way = false;
        if (self->state.waiting.empty())
          self->state.dropped = false;
        self->state.send_next();
      },
      [self](opened_atom, std::int64_t until) {
        self->state.history->found_on_disk(std::chrono::sys_seconds{std::chrono::seconds{until}});
      },
      [self](end_atom) {
        self->state.enqueue(self->state.history->finish());
        for (auto& batch : self->state.waiting)
          self->send(self->state.store, std::move(batch));
        self->state.waiting.clear();
        self->state.store = history_store_actor{};
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

} // namespace docker_monitor::actors
