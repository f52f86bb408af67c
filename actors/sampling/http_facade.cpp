#include "actors/sampling/http_facade.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace docker_monitor::actors {

/// Replaces a row at its position.
void http_facade_state::show(entry& e, model::row next) {
  if (e.row && !limits_of(next))
    next.last_limits = limits_of(*e.row);
  e.row = std::make_shared<const model::row>(std::move(next));
  if (!reordered)
    rows[e.position] = e.row;
  changed = true;
}

void http_facade_state::take(const containers_changed& changes) {
  std::string room;
  for (const auto& container : changes.changed) {
    auto& e = entries[snapshot_key(*container, room)];
    model::row next{container, {}, {}};
    // A sample belongs to one generation and ends with it.
    const bool same =
        e.row && model::is_up(container->status)
        && (e.row->container->started_at == container->started_at || !e.row->container->started_at);
    if (same) {
      next.sample = e.row->sample;
      next.sampled_at = e.row->sampled_at;
    } else {
      e.sampled = {};
      e.pause = {};
    }
    if (!e.row || e.row->container->name != container->name)
      reordered = true;
    show(e, std::move(next));
  }
  for (const auto& id : changes.removed)
    if (entries.erase(id) > 0)
      reordered = changed = true;
}

bool http_facade_state::take(
    const samples_taken& taken, std::chrono::steady_clock::time_point now) {
  http::count(deps.self_metrics->samples, taken.list.size());
  sampled |= !taken.list.empty();
  bool first = false;
  for (const auto& sample : taken.list)
    first |= take(sample, now);
  return first;
}

/// The facts of the host come from its poller: no engine reports it.
bool http_facade_state::take_host(
    const sample_taken& taken, std::chrono::steady_clock::time_point now) {
  const bool had_rate = host.row && host.row->sample && host.row->sample->cpu_percent;
  host.row = std::make_shared<const model::row>(
      model::row{taken.container, taken.sample, taken.sampled_at});
  note_sample(host, now);
  changed = true;
  return !had_rate && taken.sample && taken.sample->cpu_percent;
}

bool http_facade_state::take(const sample_taken& taken, std::chrono::steady_clock::time_point now) {
  if (taken.container->id == model::host_id)
    return take_host(taken, now);
  std::string room;
  const auto found = entries.find(snapshot_key(*taken.container, room));
  if (found == entries.end())
    return false;
  auto& e = found->second;
  const auto& ours = *e.row->container;
  const auto& theirs = *taken.container;
  // A late sample of an ended generation is ignored. Equal pointers need no comparison.
  const bool same = taken.container == e.row->container;
  if (!same
      && (!model::is_up(ours.status)
          || (ours.started_at && theirs.started_at && *ours.started_at != *theirs.started_at)))
    return false;
  const bool first =
      taken.sample && taken.sample->cpu_percent && (!e.row->sample || !e.row->sample->cpu_percent);
  show(e, {e.row->container, taken.sample, taken.sampled_at});
  note_sample(e, now);
  note_kills(e, taken);
  return first;
}

/// Notes the OOM kills of a run if they differ from those already sent.
void http_facade_state::note_kills(entry& e, const sample_taken& taken) {
  const auto read = taken.sample ? taken.sample->now.memory_oom_kills.value_or(0) : 0;
  if (read == 0 || !oom_kills)
    return;
  const auto& run = taken.container->started_at;
  if (!run)
    return;
  if (e.reported_run == run && e.reported_kills == read)
    return;
  e.reported_run = run;
  e.reported_kills = read;
  kills.push_back({taken.container->id, run, read});
}

void http_facade_state::note_sample(entry& e, std::chrono::steady_clock::time_point now) {
  if (e.sampled != std::chrono::steady_clock::time_point{})
    e.pause = std::min<std::chrono::steady_clock::duration>(now - e.sampled, max_pause);
  e.sampled = now;
}

bool http_facade_state::is_stale(const entry& e, std::chrono::steady_clock::time_point now) const {
  using duration = std::chrono::steady_clock::duration;
  const auto pause = std::max<duration>(deps.interval, e.pause);
  return e.row && e.row->sample
         && now - e.sampled > std::max<duration>(least_stale_after, 3 * pause);
}

void http_facade_state::drop_stale(std::chrono::steady_clock::time_point now) {
  if (now < next_stale_check)
    return;
  next_stale_check = now + least_stale_after / 10;
  for (auto& [id, e] : entries)
    if (is_stale(e, now))
      show(e, {e.row->container, {}, {}});
  if (is_stale(host, now)) {
    host.row = std::make_shared<const model::row>(model::row{host.row->container, {}, {}});
    changed = true;
  }
}

/// Sorts the rows after containers were added, removed or renamed.
void http_facade_state::sort() {
  rows.clear();
  for (const auto& [id, e] : entries)
    rows.push_back(e.row);
  by_id = model::sort_rows(rows);
  std::string room;
  for (std::size_t position = 0; position < rows.size(); ++position)
    entries.at(snapshot_key(*rows[position]->container, room)).position = position;
  reordered = false;
}

/// Logs the sources of the samples once, since they decide the cost of sampling.
void http_facade_state::log_sources() {
  std::size_t by_cgroup = 0;
  std::size_t by_engine = 0;
  std::size_t without = 0;
  for (const auto& row : rows) {
    if (!model::is_up(row->container->status))
      continue;
    const auto& sample = row->sample;
    ++(!sample                                            ? without
       : sample->now.source == model::source_kind::cgroup ? by_cgroup
                                                          : by_engine);
  }
  if (by_cgroup + by_engine == 0 || (without > 0 && round < rounds_of_grace))
    return;
  sources_logged = true;
  spdlog::info(
      "containers read from cgroup files: {}, from the engine: {}, without a sample: {}", by_cgroup,
      by_engine, without);
}

/// Returns the engine's status with the machine's present resources, if its files can be read: the
/// engine reported them at the connect. An engine whose memory never equalled this machine's runs
/// on another one, such as a virtual machine.
model::engine_status http_facade_state::engine_now() {
  auto status = engine;
  if (!host.row || !host.row->sample)
    return status;
  const auto& read = host.row->sample->now;
  is_engine_here =
      is_engine_here || !status.memory_bytes || status.memory_bytes == read.memory_limit_bytes;
  if (!is_engine_here)
    return status;
  if (read.limits && read.limits->cores)
    status.cores = read.limits->cores;
  if (read.memory_limit_bytes)
    status.memory_bytes = read.memory_limit_bytes;
  return status;
}

void http_facade_state::publish(std::chrono::steady_clock::time_point now) {
  drop_stale(now);
  if (!changed)
    return;
  changed = false;
  if (reordered)
    sort();
  deps.latest_snapshot->publish(
      std::make_shared<const model::snapshot>(++round, engine_now(), rows, by_id, host.row));
  if (!sources_logged)
    log_sources();
}

void http_facade_state::take(const samples_taken& taken) {
  if (take(taken, self->clock().now()))
    show_soon();
  for (auto& read : std::exchange(kills, {}))
    self->send(oom_kills, std::move(read));
}

void http_facade_state::show_soon() {
  if (!std::exchange(show_pending, true))
    self->delayed_send(self, coalescing, show_atom_v);
}

void http_facade_state::end_round() {
  publish(self->clock().now());
  if (std::exchange(sampled, false) && deps.history)
    self->send(deps.history, deps.latest_snapshot->current());
}

http_facade_actor::behavior_type
http_facade(http_facade_actor::stateful_pointer<http_facade_state> self, http_facade_deps deps) {
  self->state.deps = std::move(deps);
  self->delayed_send(self, self->state.deps.interval, round_atom_v);
  return {
      [self](const containers_changed& changes) {
        self->state.take(changes);
        self->state.show_soon();
      },
      [self](const samples_taken& taken) { self->state.take(taken); },
      [self](const oom_kills_actor& counter) { self->state.oom_kills = counter; },
      [self](const model::engine_status& engine) {
        self->state.engine = engine;
        self->state.changed = true;
        self->state.show_soon();
      },
      [self](round_atom) {
        self->delayed_send(self, self->state.deps.interval, round_atom_v);
        self->state.end_round();
      },
      [self](show_atom) {
        self->state.show_pending = false;
        self->state.publish(self->clock().now());
      },
  };
}

} // namespace docker_monitor::actors
