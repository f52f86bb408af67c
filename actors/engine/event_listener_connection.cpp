// The listener's connection to the engine: connecting, watching, and reconnecting.

#include "actors/engine/event_listener.hpp"
#include "logging/log.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace docker_monitor::actors {

namespace {

/// Returns true for an answer without what was asked for. No answer in time and a broken connection
/// say nothing about a route.
bool is_refusal(model::failure_code code) {
  using enum model::failure_code;
  return code == refused || code == not_found || code == version_refused || code == malformed;
}

} // namespace

void event_listener_state::connect() {
  const auto number = ++connection;
  deps.client->negotiate(
      [me = event_listener_actor{self}, number](model::expected<engine::engine_identity> result) {
        caf::anon_send(me, negotiated{number, std::move(result)});
      });
}

void event_listener_state::take(const negotiated& answer) {
  if (!answer.result) {
    link.note_failure();
    disconnect(answer.result.error());
    return;
  }
  identity = *answer.result;
  missed_pings = 0;
  lists.end_pause();
  if (link.is_restored() && !engine_id.empty() && !identity.id.empty() && engine_id != identity.id)
    forget_engine();
  if (!identity.id.empty() || identity.refused.empty()) {
    engine_id = identity.id;
    engine_host_name = identity.host_name;
  }
  status.host_name = !deps.host_name.empty()       ? deps.host_name
                     : !identity.host_name.empty() ? identity.host_name
                                                   : deps.machine_name;
  link.begin();
  replay.begin(identity.now, self->clock().now(), !is_podman());
  stream_whole_until = heard_at = identity.now;
  note_refused();
  status.name = identity.name;
  status.version = identity.version;
  status.api_version = identity.api_version;
  if (identity.cores > 0)
    status.cores = identity.cores;
  if (identity.memory_bytes > 0)
    status.memory_bytes = identity.memory_bytes;
  heard();
  if (gap_from && replay.remembered() && !is_podman()) {
    link.take(model::link_event::identified_after_gap);
    recall(std::min(*gap_from, replay.remembered()->time), identity.now);
  } else {
    link.take(model::link_event::identified);
    subscribe();
  }
}

/// Podman has no buffer of events.
bool event_listener_state::is_podman() const {
  return identity.name == "Podman";
}

model::engine_time event_listener_state::proven_until() const {
  return std::max(stream_whole_until, replay.newest());
}

/// Some routes are optional: their refusal is logged once. That of the disk usage is logged with
/// its answer.
void event_listener_state::note_refused() {
  for (const auto& route : identity.refused)
    if (std::ranges::find(status.refused, route) == status.refused.end())
      logging::warn(
          {.event = "engine-refuses"},
          "the engine, or a proxy before it, gives no usable answer to GET {}: going on without it",
          route);
  status.refused = identity.refused;
  if (disk_usage_refused)
    status.refused.emplace_back("/system/df");
}

void event_listener_state::recall(model::engine_time since, model::engine_time until) {
  deps.client->recall(
      since, until,
      [me = event_listener_actor{self},
       number = connection](model::expected<model::event_memory> result) {
        caf::anon_send(me, recalled{number, std::move(result)});
      });
}

void event_listener_state::take(const recalled& answer) {
  if (link.take(model::link_event::checked)) {
    check_silence(answer.result);
    return;
  }
  // Without an answer, the replay on the stream decides.
  if (answer.result)
    replay.check(*answer.result, *gap_from);
  else
    spdlog::debug("cannot ask what the engine remembers: {}", answer.result.error().message);
  link.take(model::link_event::recalled);
  subscribe();
}

void event_listener_state::check_silence() {
  const auto now = self->clock().now();
  if (link.state() != model::link_state::live || now - stream_heard_at < max_silence
      || now - silence_checked_at < max_silence)
    return;
  silence_checked_at = now;
  silence_checked_until = engine_now() - event_latency;
  // Podman may remember nothing, and a clock that was set back makes the query useless.
  if (is_podman() || silence_checked_until <= proven_until()) {
    request_list();
    return;
  }
  link.take(model::link_event::fell_silent);
  recall(proven_until(), silence_checked_until);
}

/// An event that the engine remembers and the stream did not bring shows that the stream is dead,
/// also where the engine has forgotten older events. Without one, an engine with many events of
/// other types proves nothing: its stream is not ended.
void event_listener_state::check_silence(const model::expected<model::event_memory>& memory) {
  if (!memory) {
    request_list(); // the list shows what the engine cannot
    return;
  }
  heard();
  if (stream_heard_at > silence_checked_at)
    return;
  if (!std::ranges::all_of(
          memory->events, [this](const auto& event) { return replay.has_seen(event); })) {
    end_silent_stream();
    return;
  }
  if (memory->count >= model::event_replay::engine_buffer) {
    request_list();
    return;
  }
  stream_whole_until = silence_checked_until;
  if (stream_whole_until - saved_contact >= save_contact_every) {
    saved_contact = stream_whole_until;
    publish({});
  }
}

void event_listener_state::end_silent_stream() {
  gap_from = proven_until();
  deps.client->unsubscribe();
  disconnect(
      {model::failure_code::disconnected,
       "the engine's event stream fell silent, though there were events"});
}

void event_listener_state::subscribe() {
  queued.clear();
  queued_bytes = 0;
  const event_listener_actor me{self};
  deps.client->subscribe(
      replay.from(), [me, number = connection] { caf::anon_send(me, opened_atom_v, number); },
      [me, number = connection, limit = limit](model::event_batch batch) {
        if (limit->enter(batch))
          caf::anon_send(me, streamed{number, std::move(batch)});
      },
      [me, number = connection](model::failure why) {
        caf::anon_send(me, stream_ended{number, std::move(why)});
      });
  self->delayed_send(self, ping_every, ping_atom_v, connection);
}

void event_listener_state::begin_outage() {
  const auto outage = link.begin_outage();
  if (!outage)
    return;
  connection_event event{connection_event::type::away, heard_at, engine_now()};
  if (!identity.live_restore)
    event.ended_with_it = table.taken_down(event.at);
  self->send(deps.router, std::move(event));
  const auto now = self->clock().now();
  const auto silence = status.last_contact ? now - *status.last_contact : now - now;
  const std::chrono::nanoseconds left = unreachable_after - silence;
  self->delayed_send(
      self, std::max(left, std::chrono::nanoseconds{0}), unreachable_atom_v, *outage);
}

void event_listener_state::report_unreachable(std::uint64_t outage) {
  if (link.is_away(outage))
    report_connection(connection_event::type::unreachable, heard_at, status.problem);
}

void event_listener_state::ping() {
  const event_listener_actor me{self};
  deps.client->ping([me, number = connection](model::expected<bool> result) {
    caf::anon_send(me, pinged{number, std::move(result)});
  });
  if (!deps.query_machine || ++pings % pings_to_machine != 0)
    return;
  deps.client->machine(
      [me, number = connection](const model::expected<engine::engine_identity>& result) {
        if (result)
          caf::anon_send(me, machine_answer{number, result->memory_bytes, result->cores});
      });
}

/// A new connection does not make the next query due earlier.
void event_listener_state::schedule_disk_usage() {
  if (deps.disk_usage_every.count() == 0)
    return;
  const auto now = self->clock().now();
  const auto due = disk_usage_at ? *disk_usage_at + deps.disk_usage_every : now;
  if (due <= now)
    self->send(self, sizes_atom_v, connection);
  else
    self->delayed_send(self, due - now, sizes_atom_v, connection);
}

void event_listener_state::query_disk_usage() {
  disk_usage_at = self->clock().now();
  deps.client->disk_usage([me = event_listener_actor{self},
                           number = connection](model::expected<model::disk_usage> result) {
    caf::anon_send(me, disk_usage_answer{number, std::move(result)});
  });
}

void event_listener_state::take(const disk_usage_answer& answer) {
  disk_usage_at = self->clock().now();
  schedule_disk_usage();
  const auto problem = answer.result ? std::string{} : answer.result.error().message;
  if (std::exchange(disk_usage_problem, problem) != problem && !problem.empty())
    spdlog::warn("the engine does not report its disk usage: {}", problem);
  if (answer.result || is_refusal(answer.result.error().code))
    disk_usage_refused = !answer.result;
  note_refused();
  if (!answer.result) {
    publish_status();
    return;
  }
  model::table_changes changes;
  table.take_sizes(*answer.result, changes);
  status.images_bytes = answer.result->images_bytes;
  status.volumes_bytes = answer.result->volumes_bytes;
  publish(std::move(changes));
  publish_status();
}

void event_listener_state::take(const machine_answer& answer) {
  const auto before = std::pair{status.cores, status.memory_bytes};
  if (answer.cores > 0)
    status.cores = answer.cores;
  if (answer.memory_bytes > 0)
    status.memory_bytes = answer.memory_bytes;
  if (before != std::pair{status.cores, status.memory_bytes})
    publish_status();
}

void event_listener_state::take(const pinged& answer) {
  if (answer.result) {
    missed_pings = 0;
    heard();
    publish_status();
    return;
  }
  if (++missed_pings < misses_allowed) {
    publish_status(); // the newest contact may be newer than the last answer, by events
    return;
  }
  deps.client->unsubscribe();
  link.note_failure();
  disconnect(answer.result.error());
}

void event_listener_state::heard() {
  status.last_contact = self->clock().now();
  heard_at = engine_now();
  deps.self_metrics->last_contact_ns = deps.wall_clock().time_since_epoch().count();
}

void event_listener_state::disconnect(const model::failure& why) {
  check_continuity();
  const bool was_followed = link.is_followed();
  link.take(model::link_event::lost);
  if (was_followed && !gap_from)
    gap_from = heard_at;
  status.connected = false;
  status.problem = why.message;
  if (reported_problem_ != why.message) // once per message, not at every attempt
    logging::warn(
        {.event = "engine-down", .error = why.message},
        "no connection to the engine, trying again for ever: {}", why.message);
  reported_problem_ = why.message;
  inspections.clear();
  rechecks.clear();
  confirm_at.reset();
  failed_inspections.clear();
  lists.take();
  publish_status();
  begin_outage();
  const auto ended = connection++;
  const bool held = was_followed && self->clock().now() - listed_at >= shortest_connection;
  failed_attempts = held ? 0 : failed_attempts + 1;
  const auto doublings = std::min(failed_attempts, 16U);
  const auto pause = std::min(first_pause * (1U << doublings), deps.max_pause);
  self->delayed_send(self, jittered(pause), begin_atom_v, ended + 1);
}

std::chrono::milliseconds event_listener_state::jittered(std::chrono::milliseconds longest) {
  return std::chrono::milliseconds{
      std::uniform_int_distribution<std::int64_t>{0, longest.count()}(random)};
}

} // namespace docker_monitor::actors
