#include "actors/alarm/alarm_store.hpp"

#include "actors/end_last.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace docker_monitor::actors {

void alarm_store_state::begin(alarm_store_deps deps) {
  file.emplace(
      store_file_type::kind{
          "store", "; alarms go on from memory", storage::open_alarms, storage::recreate_alarms},
      std::move(deps.file), deps.wall_clock, deps.opened);
}

void alarm_store_state::attach(const saver_actor& saver) {
  savers.push_back(saver);
  if (lost)
    self->send(saver, saved_lost{});
}

void alarm_store_state::notify_lost() {
  if (!file->take_recreated())
    return;
  lost = true;
  for (const auto& saver : savers)
    self->send(saver, saved_lost{});
}

void alarm_store_state::take(commit_batch& incoming) {
  for (auto& alarm : incoming.alarms)
    batch.add(std::move(alarm));
  for (auto& piece : incoming.states)
    batch.keep(std::move(piece));
  for (auto& taken : incoming.acknowledged)
    batch.acknowledge(std::move(taken));
  for (auto& id : incoming.gone)
    batch.close(std::move(id));
  for (auto& done : incoming.committed)
    await_commit(std::move(done));
  if (incoming.load && !retries)
    loads.push_back(std::move(incoming.load));
}

void alarm_store_state::take(delivery_report& report) {
  for (const auto* ids : {&report.delivered, &report.dropped})
    for (const auto& id : *ids)
      batch.settle(report.sink, id);
  for (auto& id : report.parked)
    batch.park(report.sink, std::move(id));
}

bool alarm_store_state::commit() {
  const bool done = write();
  notify_lost();
  if (done)
    for (const auto& call : std::exchange(committed, {}))
      call();
  return done;
}

/// If the file could not be opened before, the data of the last run stay in it for the next start.
bool alarm_store_state::write() {
  if (batch.empty() && file->failure().empty())
    return true;
  if (!file->open())
    return false;
  if (const auto why = file->run([this](auto& database) { return database.write(batch); }))
    return file->succeeded(why);
  if (const auto left_out = batch.left_out(); left_out > 0)
    spdlog::warn("store: alarms left out of the history for want of room: {}", left_out);
  batch.clear();
  return file->succeeded({});
}

model::expected<model::alarm_page> alarm_store_state::page(const model::alarm_query& query) {
  if (!retries)
    commit();
  if (!file->get())
    return model::failure{model::failure_code::refused, file->failure().why()};
  auto found = file->run([&query](auto& database) { return database.page(query); });
  notify_lost();
  return found;
}

alarm_store_actor::behavior_type
alarm_store(alarm_store_actor::stateful_pointer<alarm_store_state> self, alarm_store_deps deps) {
  self->state.begin(std::move(deps));
  if (!self->state.file->failure().empty())
    commit_soon(self);
  end_last(self);
  return {
      [self](self_alarm_actor& router) { self->state.file->failure().attach(std::move(router)); },
      [self](const saver_actor& saver) { self->state.attach(saver); },
      [self](commit_batch& message) {
        self->state.take(message);
        commit_soon(self);
      },
      [self](delivery_report& message) {
        self->state.take(message);
        commit_soon(self);
      },
      [self](const alarm_log_query& query) {
        query.done(self->state.page(query.query));
        if (!self->state.file->failure().empty())
          commit_soon(self); // a successful commit ends the alarm
      },
      [self](commit_atom) {
        self->state.due = false;
        self->state.retries = !self->state.commit();
        self->state.loads.clear(); // a failing disk limits the waiting alarms in another way
        if (self->state.retries)
          commit_later(self);
      },
      [self](end_atom) {
        if (!self->state.commit())
          spdlog::error(
              "store: not everything could be written: {}", self->state.file->failure().why());
        self->state.file->close();
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

} // namespace docker_monitor::actors
