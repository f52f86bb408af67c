// How the listener finds changes without an event: it compares its table with the engine's list and
// with inspections.

#include "actors/engine/event_listener.hpp"
#include "logging/log.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace docker_monitor::actors {

using evidence = inspection_queue::evidence;

void event_listener_state::request_list() {
  if (!lists.ask())
    return;
  deps.client->list([me = event_listener_actor{self},
                     number = connection](model::expected<std::vector<model::container>> result) {
    caf::anon_send(me, listed{number, std::move(result)});
  });
}

void event_listener_state::take(const listed& answer) {
  lists.take();
  if (!answer.result) {
    deps.client->unsubscribe();
    disconnect(answer.result.error());
    return;
  }
  const auto heard_before = heard_at;
  heard();
  model::table_changes changes;
  const auto gap = std::exchange(gap_from, std::nullopt);
  const bool after_gap = gap && replay.remembered();
  const bool first =
      link.take(after_gap ? model::link_event::listed_after_gap : model::link_event::listed);
  if (after_gap) {
    continuity_unknown_since = gap;
    self->delayed_send(self, replay_timeout, check_atom_v, connection);
  }
  if (link.has_table())
    go_on(*answer.result, first, changes);
  else
    adopt(*answer.result, changes);
  link.follow();
  if (first)
    begin_following(heard_before);
  publish(std::move(changes));
  publish_status();
  compare_if_due();
}

/// Adopts the first list.
void event_listener_state::adopt(
    const std::vector<model::container>& list, model::table_changes& changes) {
  record(model::recorded_list{list});
  table.adopt(list, changes);
  replay.adopt();
  spdlog::info(
      "watching {} containers of {} {} (API {})", list.size(), status.name, status.version,
      status.api_version);
  apply_queued(changes);
}

/// Compares the table with a later list.
void event_listener_state::go_on(
    const std::vector<model::container>& list, bool first, model::table_changes& changes) {
  bool deep = lists.lost_before() || (first && link.may_have_lost_events(replay));
  if (link.is_restored()) {
    deep = true; // no events were received meanwhile
    model::recorded_list known;
    for (const auto& c : table.all()) {
      known.containers.push_back(*c);
      // The patterns may be others than before: what is open of a container that they hide ends.
      if (!deps.filter.watches(*c))
        self->send(deps.router, container_facts{c->id, nullptr});
    }
    record(std::move(known));
    changes.changed = table.all();
    spdlog::info(
        "watching {} containers of {} {} (API {}), as before", list.size(), status.name,
        status.version, status.api_version);
  }
  apply_queued(changes);
  if (lateness.take_suspicion() && !table.differences(list, false, changes).empty())
    report_event_gap("events came faster than they could be read");
  for (const auto& id : table.differences(list, deep, changes))
    inspections.add(id, evidence::first, first);
}

/// Begins the time in which events are applied.
void event_listener_state::begin_following(model::engine_time heard_before) {
  http::count(deps.self_metrics->engine_connections);
  stream_heard_at = silence_checked_at = listed_at = self->clock().now();
  status.connected = true;
  status.list_received = true;
  status.problem.clear();
  if (link.is_repeated() && !reported_problem_.empty())
    logging::info({.event = "engine-up"}, "the engine is back: {} {}", status.name, status.version);
  reported_problem_.clear();
  self->send(
      deps.router,
      connection_event{
          connection_event::type::reachable, heard_before, engine_now(), {}, identity.host_name});
  self->delayed_send(
      self, deps.compare_every + jittered(deps.compare_every / 5), compare_atom_v, connection);
  schedule_disk_usage();
}

void event_listener_state::check_continuity() {
  link.take(model::link_event::continuity_known);
  const auto since = std::exchange(continuity_unknown_since, std::nullopt);
  if (since && (!replay.is_continuous() || replay.is_full()))
    report_connection(
        connection_event::type::event_gap, *since,
        replay.has_forgotten() ? "the engine forgot what it reported last"
                               : "the engine keeps 256 events only");
  if (since)
    publish({}); // saves the cursor
}

void event_listener_state::note_lateness(const std::vector<model::event>& events) {
  if (deps.boot_id.empty()) // the engine's clock is another machine's
    return;
  const auto now = deps.wall_clock();
  for (const auto& event : events)
    if (lateness.take(now - event.time, replay.is_live()))
      self->delayed_send(self, overload_pause, overload_atom_v, connection);
}

void event_listener_state::check_for_loss() {
  lists.end_pause();
  lateness.restart();
  lists.note_loss();
  compare_if_due();
}

void event_listener_state::take(const inspected& answer) {
  const auto job = inspections.finish(answer.id, answer.number);
  if (!job)
    return;
  // Facts older than the newest event may be about the previous generation: inspect again.
  if (job->outdated) {
    inspections.add(job->id, std::min(job->why, evidence::first), job->after_reconnect);
    request_inspections();
    return;
  }
  const bool is_gone =
      !answer.result && answer.result.error().code == model::failure_code::not_found;
  if (answer.result || is_gone)
    failed_inspections.erase(job->id);
  model::table_changes changes;
  bool silent = false;
  if (answer.result) {
    heard();
    const auto facts = std::make_shared<const model::container>(*answer.result);
    if (table.find(job->id)) {
      record(model::recorded_facts{*facts});
      table.inspected(*facts, engine_now(), changes);
      self->send(deps.router, container_facts{job->id, facts});
      look_again(*facts);
    }
    silent = settle(*job, facts.get(), changes);
  } else if (is_gone) {
    if (table.find(job->id))
      self->send(deps.router, container_facts{job->id, nullptr});
    silent = settle(*job, nullptr, changes);
  } else {
    logging::debug(
        {.event = "inspection-failed", .error = answer.result.error().message},
        "inspecting {} failed: {}", job->id, answer.result.error().message);
    recheck_failed(*job);
  }
  publish(std::move(changes));
  if (silent)
    end_silent_stream();
}

/// Settles a difference that was seen twice. Returns true if that shows that the stream may be
/// dead: an event was missed on a live connection.
bool event_listener_state::settle(
    const inspection_queue::job& job, const model::container* facts,
    model::table_changes& changes) {
  if (!table.disagrees(job.id, facts))
    return false;
  if (job.why != evidence::second) {
    recheck_later(job.id, evidence::second, job.after_reconnect);
    return false;
  }
  const bool engine_gone = job.after_reconnect && engine_ended_containers();
  record(model::recorded_settlement{
      job.id, facts ? std::optional{*facts} : std::nullopt, engine_gone});
  table.reconcile(job.id, facts, engine_now(), engine_gone, changes);
  return !job.after_reconnect && self->clock().now() - stream_heard_at >= max_silence;
}

void event_listener_state::recheck_later(
    const std::string& id, evidence why, bool after_reconnect, std::chrono::seconds delay) {
  const auto until = self->clock().now() + delay;
  rechecks.insert(
      std::ranges::upper_bound(rechecks, until, {}, &pending_recheck::until),
      {id, why, after_reconnect, until, table.last_event(id)});
  schedule_confirm();
}

/// Inspects a container again that may change without an event. What is found then is the first
/// evidence of a difference.
void event_listener_state::look_again(const model::container& facts) {
  const auto delay = table.look_again_after(facts);
  if (!delay)
    return;
  const auto until = self->clock().now() + *delay;
  if (std::ranges::none_of(
          rechecks, [&](const auto& r) { return r.id == facts.id && r.until <= until; }))
    recheck_later(facts.id, evidence::first, false, *delay);
}

/// An inspection that failed has shown nothing: its recheck is no more evidence than it was. An
/// engine that fails an inspection again and again is asked ever less often.
void event_listener_state::recheck_failed(const inspection_queue::job& job) {
  constexpr auto max_doublings = 8U;
  const auto doublings = std::min(failed_inspections[job.id]++, max_doublings);
  if (std::ranges::find(rechecks, job.id, &pending_recheck::id) == rechecks.end())
    recheck_later(
        job.id, job.why, job.after_reconnect,
        std::min(confirm_after * (1U << doublings), max_recheck_delay));
}

/// Schedules the first recheck. A message for a later one may be under way; it does nothing then.
void event_listener_state::schedule_confirm() {
  if (rechecks.empty() || (confirm_at && *confirm_at <= rechecks.front().until))
    return;
  confirm_at = rechecks.front().until;
  self->delayed_send(self, *confirm_at - self->clock().now(), confirm_atom_v, connection);
}

void event_listener_state::confirm() {
  const auto now = self->clock().now();
  if (!confirm_at || now < *confirm_at)
    return;
  confirm_at.reset();
  const auto early = std::ranges::find_if(rechecks, [now](const auto& d) { return d.until > now; });
  // An inspection may be ahead of the events. Two inspections prove a missed event only if no event
  // came between them.
  for (auto d = rechecks.begin(); d != early; ++d)
    inspections.add(
        d->id,
        d->last_event == table.last_event(d->id) ? d->why : std::min(d->why, evidence::first),
        d->after_reconnect);
  rechecks.erase(rechecks.begin(), early);
  schedule_confirm();
  request_inspections();
}

void event_listener_state::request_inspections() {
  while (auto job = inspections.next())
    deps.client->inspect(
        job->id, [me = event_listener_actor{self}, id = job->id,
                  number = job->number](model::expected<model::container> result) {
          caf::anon_send(me, inspected{id, number, std::move(result)});
        });
}

void event_listener_state::compare_if_due() {
  using step = model::list_schedule::step;
  if (!link.is_followed())
    return;
  const auto next = lists.next(self->clock().now());
  if (next == step::ask)
    request_list();
  else if (next == step::wait)
    self->delayed_send(self, model::list_schedule::pause, overload_atom_v, connection);
}

} // namespace docker_monitor::actors
