// How the listener finds what no event told: it compares its table with the engine's list and with
// inspections.

#include "actors/engine/event_listener.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace docker_monitor::actors {

using doubt = inspection_queue::doubt;

void event_listener_state::ask_for_list() {
  if (std::exchange(listing, true))
    return;
  loss_before_list = std::exchange(dirty, false);
  settings.client->list([me = event_listener_actor{self}, number = connection](
                            model::expected<std::vector<model::container>> result) {
    caf::anon_send(me, listed{number, std::move(result)});
  });
}

void event_listener_state::take(const listed& answer) {
  listing = false;
  if (!answer.result) {
    settings.client->unsubscribe();
    disconnect(answer.result.error());
    return;
  }
  const auto heard_before = heard_at;
  heard();
  model::table_changes changes;
  if (const auto gap = std::exchange(gap_from, std::nullopt); gap && replay.remembered()) {
    continuity_unknown_since = gap;
    self->delayed_send(self, replay_patience, judge_atom_v, connection);
  }
  if (adopted) {
    loss_before_list = loss_before_list || restored; // we saw nothing meanwhile
    if (std::exchange(restored, false)) {
      model::recorded_list known;
      for (const auto& c : table.all())
        known.containers.push_back(*c);
      record(std::move(known));
      changes.changed = table.all();
      spdlog::info(
          "watching {} containers of {} {} (API {}), as before", answer.result->size(), status.name,
          status.version, status.api_version);
    }
    apply_queued(changes);
    compare(*answer.result, changes);
  } else {
    record(model::recorded_list{*answer.result});
    table.adopt(*answer.result, changes);
    adopted = true;
    replay.adopt();
    spdlog::info(
        "watching {} containers of {} {} (API {})", answer.result->size(), status.name,
        status.version, status.api_version);
    apply_queued(changes);
  }
  if (!std::exchange(list_taken, true)) {
    http::count(settings.observed->engine_connections);
    stream_heard_at = silence_checked_at = listed_at = self->clock().now();
    status.connected = true;
    status.list_received = true;
    status.problem.clear();
    if (reconnected && !told_problem_.empty())
      spdlog::info("the engine is back: {} {}", status.name, status.version);
    told_problem_.clear();
    away = false;
    self->send(
        settings.router,
        engine_news{engine_news::what::reachable, heard_before, engine_now(), {}, host_name});
    self->delayed_send(
        self, settings.compare_every + jittered(settings.compare_every / 5), compare_atom_v,
        connection);
    schedule_disk_usage();
  }
  tell(std::move(changes));
  tell_status();
  compare_if_dirty();
}

void event_listener_state::judge_continuity() {
  const auto since = std::exchange(continuity_unknown_since, std::nullopt);
  if (since && (!replay.is_continuous() || replay.is_full()))
    tell_engine(
        engine_news::what::blind, *since,
        replay.has_forgotten() ? "the engine forgot what it told last"
                               : "the engine keeps 256 events only");
}

void event_listener_state::note_lateness(const std::vector<model::event>& events) {
  if (settings.boot_id.empty()) // its clock is another machine's
    return;
  const auto now = settings.wall_clock();
  for (const auto& event : events) {
    const auto age = now - event.time;
    late_in_a_row = replay.is_live() && age > late && age < clock_was_set ? late_in_a_row + 1 : 0;
    if (late_in_a_row < engine_queue || std::exchange(suspicious, true))
      continue;
    self->delayed_send(self, overload_pause, overload_atom_v, connection);
  }
}

void event_listener_state::look_for_loss() {
  compare_waits = false;
  late_in_a_row = 0;
  dirty = true;
  compare_if_dirty();
}

bool event_listener_state::may_have_lost_events() const {
  return engine_was_away || !replay.is_continuous() || replay.is_full();
}

void event_listener_state::compare(
    const std::vector<model::container>& list, model::table_changes& changes) {
  const bool first = !list_taken;
  const bool deep = loss_before_list || (first && may_have_lost_events());
  if (std::exchange(suspicious, false) && !table.differences(list, false, changes).empty())
    tell_blind("events came faster than they could be read");
  for (const auto& id : table.differences(list, deep, changes))
    inspections.want(id, doubt::first, first);
}

void event_listener_state::take(const inspected& answer) {
  const auto job = inspections.finish(answer.id, answer.number);
  if (!job)
    return;
  // What is older than the newest event may be about the generation before: looked at again.
  if (job->outdated) {
    inspections.want(job->id, std::min(job->why, doubt::first), job->after_reconnect);
    ask_inspections();
    return;
  }
  model::table_changes changes;
  if (answer.result) {
    heard();
    const auto facts = std::make_shared<const model::container>(*answer.result);
    if (table.find(job->id)) {
      record(model::recorded_facts{*facts});
      table.inspected(*facts, engine_now(), changes);
      self->send(settings.router, container_facts{job->id, facts});
    }
    settle(*job, facts.get(), changes);
  } else if (answer.result.error().code == model::failure_code::not_found) {
    if (table.find(job->id))
      self->send(settings.router, container_facts{job->id, nullptr});
    settle(*job, nullptr, changes);
  } else {
    spdlog::debug("inspecting {} failed: {}", job->id, answer.result.error().message);
    doubt_again(job->id, job->after_reconnect);
  }
  tell(std::move(changes));
  if (std::exchange(stream_is_suspect, false))
    end_silent_stream();
}

void event_listener_state::settle(
    const inspection_queue::job& job, const model::container* facts,
    model::table_changes& changes) {
  if (!table.disagrees(job.id, facts))
    return;
  if (job.why != doubt::second) {
    doubt_again(job.id, job.after_reconnect);
    return;
  }
  const bool engine_gone = job.after_reconnect && engine_ended_containers();
  record(model::recorded_settlement{
      job.id, facts ? std::optional{*facts} : std::nullopt, engine_gone});
  table.reconcile(job.id, facts, engine_now(), engine_gone, changes);
  // An event was missed though nothing ended the stream: it may be dead.
  if (!job.after_reconnect && self->clock().now() - stream_heard_at >= max_silence)
    stream_is_suspect = true;
}

void event_listener_state::doubt_again(const std::string& id, bool after_reconnect) {
  if (doubted.empty())
    self->delayed_send(self, confirm_after, confirm_atom_v, connection);
  doubted.push_back(
      {id, after_reconnect, self->clock().now() + confirm_after, table.last_event(id)});
}

void event_listener_state::confirm() {
  const auto now = self->clock().now();
  const auto early = std::ranges::find_if(doubted, [now](const auto& d) { return d.until > now; });
  // An inspection may be ahead of the events. Two of them prove that one was missed only where none
  // came in between.
  for (auto d = doubted.begin(); d != early; ++d)
    inspections.want(
        d->id, d->last_event == table.last_event(d->id) ? doubt::second : doubt::first,
        d->after_reconnect);
  doubted.erase(doubted.begin(), early);
  if (!doubted.empty())
    self->delayed_send(self, doubted.front().until - now, confirm_atom_v, connection);
  ask_inspections();
}

void event_listener_state::ask_inspections() {
  while (auto job = inspections.next())
    settings.client->inspect(
        job->id, [me = event_listener_actor{self}, id = job->id,
                  number = job->number](model::expected<model::container> result) {
          caf::anon_send(me, inspected{id, number, std::move(result)});
        });
}

void event_listener_state::compare_if_dirty() {
  if (!dirty || !list_taken || compare_waits)
    return;
  const auto now = self->clock().now();
  if (loss_compared_at && now - *loss_compared_at < compare_pause) {
    compare_waits = true;
    self->delayed_send(self, compare_pause, overload_atom_v, connection);
    return;
  }
  loss_compared_at = now;
  ask_for_list();
}

} // namespace docker_monitor::actors
