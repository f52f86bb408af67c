#include "actors/engine/event_listener.hpp"

#include "model/event/event_cursor.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::actors {

namespace {

/// Returns true if the engine's machine was booted after the cursor was saved. Without an id, as
/// over TCP, that is unknown, and the engine may be the same by another `--docker-host`.
bool was_booted_since(const model::event_cursor& saved, const std::string& boot_id) {
  return !saved.boot_id.empty() && !boot_id.empty() && saved.boot_id != boot_id;
}

} // namespace

void event_listener_state::save_again() {
  table.forget_saved();
  saved_cursor_.clear();
  publish({});
}

void event_listener_state::restore() {
  for (const auto& state : std::exchange(deps.saved, {})) {
    model::expected<bool> taken = true;
    if (state.area == model::container_table::area) {
      taken = table.restore(state);
    } else if (state.area == model::event_cursor::area) {
      const auto read = model::read_cursor(state.text);
      if (!read) {
        taken = read.error();
      } else {
        engine_id = read->engine_id;
        engine_host_name = read->engine_host_name;
        replay.restore(*read);
        link.restore(was_booted_since(*read, deps.boot_id));
        saved_cursor_ = state.text;
        if (read->newest)
          gap_from = std::max(*read->newest, read->contact.value_or(*read->newest));
      }
    }
    if (!taken)
      spdlog::warn("cannot read what was saved of {}: {}", state.key, taken.error().message);
  }
  if (!link.is_restored())
    table = {};
}

/// The table describes another engine, so all of it is dropped.
void event_listener_state::forget_engine() {
  spdlog::info("this is another engine than before; starting from an empty state");
  for (const auto& c : table.all()) // ends what is open of them
    self->send(deps.router, container_facts{c->id, nullptr});
  table.clear();
  link.forget();
  replay.forget();
  gap_from.reset();
  saved_contact = {};
  disk_usage_problem.clear();
}

void event_listener_state::apply_queued(model::table_changes& changes) {
  for (const auto& event : queued)
    replay.recognise(event);
  for (const auto& event : std::exchange(queued, {}))
    apply(event, changes);
}

/// With live-restore containers run without the engine, and their deaths have other causes.
bool event_listener_state::engine_ended_containers() const {
  return link.has_restarted(replay) && !identity.live_restore;
}

void event_listener_state::take(const streamed& received) {
  auto carried = inflight_limit::carry(limit, received.batch);
  if (received.number != connection)
    return;
  heard();
  stream_heard_at = self->clock().now();
  http::count(deps.self_metrics->events_seen, received.batch.events.size());
  if (received.batch.unreadable_lines > 0 || received.batch.overflow || limit->take_overflow()) {
    spdlog::warn(
        "events were lost ({} unreadable lines): comparing with the engine's list",
        received.batch.unreadable_lines);
    lists.note_loss();
    report_event_gap("events came faster than they could be read, or were unreadable");
  }
  if (!link.is_followed()) {
    const auto room = max_queued - std::min(queued.size(), max_queued);
    queued_bytes += inflight_limit::bytes_of(received.batch.events);
    const auto taken =
        queued_bytes > max_queued_bytes ? 0 : std::min(room, received.batch.events.size());
    queued.insert(
        queued.end(), received.batch.events.begin(),
        received.batch.events.begin() + static_cast<std::ptrdiff_t>(taken));
    if (taken < received.batch.events.size())
      lists.note_loss();
    return;
  }
  model::table_changes changes;
  for (const auto& event : received.batch.events)
    apply(event, changes);
  note_lateness(received.batch.events);
  load = std::move(carried);
  publish(std::move(changes));
  load.reset();
  compare_if_due();
}

void event_listener_state::apply(const model::event& event, model::table_changes& changes) {
  const auto event_standing = replay.take(event, self->clock().now());
  deps.self_metrics->last_event_ns = replay.newest().time_since_epoch().count();
  http::count(deps.self_metrics->events_duplicate, event_standing.repeated ? 1 : 0);
  if (!event_standing.is_new)
    return;
  if (event_standing.clock_set_back)
    lists.note_loss();
  inspections.outdate(event.container_id);
  const auto origin =
      event_standing.replayed ? model::alarm_origin::replayed : model::alarm_origin::live;
  // A restarted engine itself caused what it replays from the time before this connection. The
  // replay is in order, so the newest known event has come before, if the engine remembers it.
  const bool engine_gone = event_standing.replayed && engine_ended_containers();
  record(model::recorded_event{event, origin, engine_gone});
  const auto before = changes.transitions.size();
  table.apply(event, origin, changes);
  if (engine_gone)
    model::attribute_to_engine(std::span{changes.transitions}.subspan(before));
}

void event_listener_state::publish(model::table_changes changes) {
  for (const auto& id : changes.inspect)
    inspections.add(id, inspection_queue::evidence::none, false);
  for (const auto& id : changes.confirm)
    recheck_later(id, inspection_queue::evidence::second, false);
  for (const auto& id : changes.removed)
    inspections.forget(id);
  const auto unwatched = [this](const auto& c) { return !deps.filter.watches(*c); };
  std::erase_if(changes.transitions, [&](const auto& t) { return unwatched(t.container); });
  http::count(
      deps.self_metrics->events_synthesised,
      static_cast<std::uint64_t>(std::ranges::count(
          changes.transitions, model::alarm_origin::reconciled, &model::transition::origin)));
  transitions report{std::move(changes.transitions), table.take_unsaved()};
  report.stopped = std::move(changes.stopped);
  report.successions = std::move(changes.successions);
  // Nothing more is reported of a container whose new name hides it, so what is open ends now.
  std::vector<std::string> hidden;
  for (const auto& [renamed, before] : changes.named)
    if (before && !unwatched(before) && unwatched(renamed))
      hidden.push_back(renamed->id);
  report.named = std::move(changes.named);
  report.load = load;
  // Until it is known whether events were lost, a crash must leave the cursor that shows it.
  const bool may_have_lost =
      continuity_unknown_since && (!replay.is_continuous() || replay.is_full());
  if (link.has_table() && !may_have_lost)
    if (auto now = cursor(); now.text != saved_cursor_) {
      saved_cursor_ = now.text;
      report.cursor.push_back(std::move(now));
    }
  if (deps.log_lines > 0)
    queue_logs(report.list);
  if (!report.list.empty() || !report.states.empty() || !report.cursor.empty()
      || !report.stopped.empty() || !report.successions.empty() || !report.named.empty())
    self->send(deps.router, std::move(report));
  hidden.insert(hidden.end(), changes.removed.begin(), changes.removed.end());
  for (const auto& id : hidden)
    self->send(deps.router, container_facts{id, nullptr});
  for (const auto& c : changes.changed) // a new name or label may hide a container
    if (unwatched(c))
      changes.removed.push_back(c->id);
  std::erase_if(changes.changed, unwatched);
  if (!changes.changed.empty() || !changes.removed.empty()) {
    const containers_changed shown{std::move(changes.changed), std::move(changes.removed)};
    self->send(deps.supervisor, shown);
    self->send(deps.facade, shown);
  }
  request_inspections();
}

model::saved_state event_listener_state::cursor() const {
  model::event_cursor cursor;
  cursor.engine_id = engine_id;
  cursor.engine_host_name = engine_host_name;
  cursor.boot_id = deps.boot_id;
  if (saved_contact != model::engine_time{})
    cursor.contact = saved_contact;
  replay.save(cursor);
  return {
      std::string{model::event_cursor::area}, std::string{model::event_cursor::key},
      model::write_cursor(cursor)};
}

void event_listener_state::queue_logs(const std::vector<model::transition>& list) {
  for (const auto& t : list) {
    if (t.kind != model::alarm_kind::down)
      continue;
    const auto& id = t.container->id;
    if (queued_logs.size() < max_queued_logs)
      queued_logs.push_back(id);
    else
      self->send(deps.router, container_logs{id, {}});
  }
  request_logs();
}

void event_listener_state::request_logs() {
  for (; log_calls < max_log_calls && !queued_logs.empty(); ++log_calls) {
    auto id = std::move(queued_logs.front());
    queued_logs.pop_front();
    deps.client->logs(
        id, deps.log_lines,
        [me = event_listener_actor{self}, id](model::expected<std::vector<std::string>> result) {
          caf::anon_send(
              me, container_logs{id, result ? *std::move(result) : std::vector<std::string>{}});
        });
  }
}

void event_listener_state::take(const container_logs& answer) {
  --log_calls;
  self->send(deps.router, answer);
  request_logs();
}

void event_listener_state::take(const oom_kills_read& counted) {
  model::table_changes changes;
  table.count_oom_kills(counted.id, counted.started_at, counted.kills, changes);
  if (!changes.changed.empty())
    publish(std::move(changes));
}

void event_listener_state::report_connection(
    connection_event::type type, model::engine_time from, std::string reason) {
  self->send(deps.router, connection_event{type, from, engine_now(), std::move(reason)});
}

void event_listener_state::report_event_gap(const char* reason) {
  const auto now = self->clock().now();
  if (gap_reported_at && now - *gap_reported_at < gap_report_interval)
    return;
  gap_reported_at = now;
  report_connection(connection_event::type::event_gap, replay.newest(), reason);
}

void event_listener_state::publish_status() {
  self->send(deps.facade, status);
}

model::engine_time event_listener_state::engine_now() const {
  const auto known = replay.engine_time_at(self->clock().now());
  return known ? *known : deps.wall_clock();
}

event_listener_actor::behavior_type event_listener(
    event_listener_actor::stateful_pointer<event_listener_state> self, event_listener_deps deps) {
  auto& state = self->state;
  state.random.seed(deps.seed);
  state.deps = std::move(deps);
  state.restore();
  self->send(state.deps.facade, oom_kills_actor{self});
  self->send(self, begin_atom_v, state.connection);
  const auto current = [self](std::uint64_t number) { return number == self->state.connection; };
  return {
      [self, current](begin_atom, std::uint64_t number) {
        if (current(number))
          self->state.connect();
      },
      [self, current](const negotiated& answer) {
        if (current(answer.number))
          self->state.take(answer);
      },
      [self, current](sizes_atom, std::uint64_t number) {
        if (current(number))
          self->state.query_disk_usage();
      },
      [self, current](const disk_usage_answer& message) {
        if (current(message.number))
          self->state.take(message);
      },
      [self, current](const machine_answer& message) {
        if (current(message.number))
          self->state.take(message);
      },
      [self, current](const recalled& answer) {
        if (current(answer.number))
          self->state.take(answer);
      },
      [self, current](opened_atom, std::uint64_t number) {
        if (!current(number))
          return;
        self->state.link.take(model::link_event::subscribed);
        self->state.request_list();
      },
      [self](const streamed& message) { self->state.take(message); },
      [self, current](const stream_ended& message) {
        if (current(message.number))
          self->state.disconnect(message.why);
      },
      [self, current](const listed& answer) {
        if (current(answer.number))
          self->state.take(answer);
      },
      [self](const inspected& answer) { self->state.take(answer); },
      [self](const container_logs& answer) { self->state.take(answer); },
      [self](const oom_kills_read& message) { self->state.take(message); },
      [self, current](overload_atom, std::uint64_t number) {
        if (current(number))
          self->state.check_for_loss();
      },
      [self, current](check_atom, std::uint64_t number) {
        if (current(number))
          self->state.check_continuity();
      },
      [self](saved_lost) { self->state.save_again(); },
      [self](unreachable_atom, std::uint64_t outage) { self->state.report_unreachable(outage); },
      [self, current](confirm_atom, std::uint64_t number) {
        if (current(number))
          self->state.confirm();
      },
      [self, current](compare_atom, std::uint64_t number) {
        if (!current(number))
          return;
        auto& s = self->state;
        self->delayed_send(
            self, s.deps.compare_every + s.jittered(s.deps.compare_every / 5), compare_atom_v,
            number);
        s.request_list();
      },
      [self, current](ping_atom, std::uint64_t number) {
        if (!current(number))
          return;
        self->delayed_send(self, event_listener_state::ping_every, ping_atom_v, number);
        self->state.check_silence();
        self->state.ping();
      },
      [self, current](const pinged& answer) {
        if (current(answer.number))
          self->state.take(answer);
      },
  };
}

} // namespace docker_monitor::actors
