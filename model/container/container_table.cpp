#include "model/container/container_table.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace docker_monitor::model {

namespace {

using namespace std::chrono_literals;

/// An engine may report one kill twice within this time.
constexpr auto oom_echo = 1s;

/// How long ids of removed containers are kept; longer than a replay reaches back.
constexpr auto max_replay_age = 2min;

} // namespace

container_table::entry& container_table::find_or_create(const event& event) {
  auto& e = entries_[event.container_id];
  if (!e.facts) {
    container c;
    c.id = event.container_id;
    c.name = event.name;
    c.image = event.image;
    c.labels = event.attributes; // until an inspection shows which of them are labels
    if (event.action == event_action::create)
      c.created_at = event.time;
    e.facts = std::make_shared<const container>(std::move(c));
  }
  return e;
}

transition container_table::make(
    entry& e, alarm_kind kind, alarm_origin origin, engine_time time, container_ptr facts) {
  if (!e.generation)
    e.generation = e.facts->started_at;
  auto t = make_transition(kind, origin, time, std::move(facts));
  t.generation = e.generation;
  return t;
}

void container_table::apply(const event& event, alarm_origin origin, table_changes& changes) {
  const auto known = entries_.find(event.container_id);
  if (known == entries_.end() && gone_.contains(event.container_id))
    return;
  if (origin == alarm_origin::replayed && known != entries_.end()) {
    const auto& e = known->second;
    // Older than the state: an event of an earlier generation, or one applied before.
    if (event.time <= e.last_event || (e.facts->started_at && event.time < *e.facts->started_at))
      return;
  }
  if (event.action == event_action::destroy) {
    destroy(event, origin, changes);
    return;
  }
  auto& e = find_or_create(event);
  unsaved_.insert(event.container_id);
  e.last_event = event.time; // not the maximum: the engine's clock may have been set back
  switch (event.action) {
  case event_action::create:
    changes.named.push_back({e.facts, nullptr});
    changes.changed.push_back(e.facts);
    changes.inspect.push_back(event.container_id);
    break;
  case event_action::start:
    start(e, event, origin, changes);
    break;
  case event_action::die:
    die(e, event, origin, changes);
    break;
  case event_action::kill:
    note_kill(e, event);
    break;
  case event_action::stop:
    note_stop(e, event, changes);
    if (!is_up(e.facts->status)) {
      end_identity(event.container_id, e.last_down.value_or(event.time), true, changes);
      // During the wait for a restart, `stop` ends the wait, and no `die` follows.
      changes.inspect.push_back(event.container_id);
    }
    break;
  case event_action::oom:
    note_oom(e, event, origin, changes);
    break;
  case event_action::pause:
  case event_action::unpause:
    pause(e, event, origin, changes);
    break;
  case event_action::rename: {
    const auto before = e.facts;
    auto c = *before;
    if (!is_shadowed(c, "name")) // in the event, a label `name` replaces the container's name
      c.name = event.name;
    e.facts = std::make_shared<const container>(std::move(c));
    note_name(before, e.facts, changes);
    changes.changed.push_back(e.facts);
    changes.inspect.push_back(event.container_id);
    break;
  }
  case event_action::update:
    changes.inspect.push_back(event.container_id);
    break;
  case event_action::health_status: {
    if (e.facts->status != container_status::running)
      break; // the checks of a paused container fail for that reason
    e.last_unpause.reset();
    auto c = *e.facts;
    c.health = event.health;
    e.facts = std::make_shared<const container>(std::move(c));
    changes.changed.push_back(e.facts);
    note_health(e, event.time, origin, changes);
    if (event.health == "unhealthy")
      changes.inspect.push_back(event.container_id); // it contains the output of the check
    break;
  }
  case event_action::destroy:
    break;
  }
}

void container_table::start(
    entry& e, const event& event, alarm_origin origin, table_changes& changes) {
  if (is_up(e.facts->status)) {
    if (!e.start_event) { // the generation was adopted or reconciled before its event came
      e.start_event = event.time;
      return;
    }
    auto lost = *e.facts;
    end_generation(lost, std::nullopt, event.time);
    auto down = make(
        e, alarm_kind::down, alarm_origin::reconciled, event.time,
        std::make_shared<const container>(std::move(lost)));
    down.stop_requested = e.stop_requested;
    changes.transitions.push_back(std::move(down));
    e.last_down = event.time;
  }
  settle_health(e, event.time);
  auto c = *e.facts;
  c.status = container_status::running;
  c.started_at.reset();
  c.exit_code.reset();
  c.oom_killed = false;
  c.pid.reset();
  c.health.clear(); // Docker keeps the health of a dead container's last check
  c.identity = start_identity(c, event.time, changes);
  e.facts = std::make_shared<const container>(std::move(c));
  e.generation = event.time;
  e.start_event = event.time;
  e.kills.clear();
  e.last_unpause.reset();
  e.last_oom.reset();
  e.stop_requested = false;
  e.counters.begin_run();
  changes.changed.push_back(e.facts);
  changes.inspect.push_back(event.container_id);
  changes.transitions.push_back(make(e, alarm_kind::up, origin, event.time, e.facts));
}

void container_table::note_oom(
    entry& e, const event& event, alarm_origin origin, table_changes& changes) {
  // The engine notices the kill and the death it caused together, and reports either first.
  if (!is_up(e.facts->status) && e.last_down && event.time - *e.last_down < oom_to_death
      && !e.facts->oom_killed) {
    auto c = *e.facts;
    c.oom_killed = true;
    e.facts = std::make_shared<const container>(std::move(c));
    changes.changed.push_back(e.facts);
  }
  if (!e.last_oom || event.time - *e.last_oom > oom_echo) {
    changes.transitions.push_back(make(e, alarm_kind::oom, origin, event.time, e.facts));
    ++e.counters.oom_events;
    auto c = *e.facts;
    c.oom_kills = e.counters.oom_kills();
    e.facts = std::make_shared<const container>(std::move(c));
    changes.changed.push_back(e.facts);
  }
  e.last_oom = event.time;
}

void container_table::note_name(
    const container_ptr& before, const container_ptr& now, table_changes& changes) {
  if (before->name != now->name)
    changes.named.push_back({now, before});
}

/// Names the OOM kills of the run that `down` ends.
void container_table::name_oom(const entry& e, transition& down) {
  down.oom_seen = e.last_oom && down.time - *e.last_oom < oom_to_death;
  down.oom_in_run = e.last_oom || e.counters.cgroup_oom_kills > 0;
}

/// A new run begins: an `unhealthy` before a long down has ended meanwhile.
void container_table::settle_health(entry& e, engine_time start) {
  if (e.unhealthy && e.last_down && start - *e.last_down > unhealthy_settle)
    e.unhealthy = false;
}

/// Takes the counts of an inspection, and writes all counts into `shown`.
void container_table::count(entry& e, const container& facts, bool same_run, container& shown) {
  auto& counters = e.counters;
  if (facts.restart_count)
    counters.take_restart_count(*facts.restart_count);
  if (same_run && facts.oom_killed) // the engine may have lost the event
    counters.oom_events = std::max<std::uint64_t>(counters.oom_events, 1);
  if (counters.last_restart_count)
    shown.restarts = counters.restarts;
  shown.oom_kills = counters.oom_kills();
}

void container_table::count_oom_kills(
    const std::string& id, std::optional<engine_time> started_at, std::uint64_t kills,
    table_changes& changes) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.facts->started_at != started_at)
    return;
  auto& e = found->second;
  if (kills <= e.counters.cgroup_oom_kills)
    return;
  e.counters.cgroup_oom_kills = kills;
  auto c = *e.facts;
  c.oom_kills = e.counters.oom_kills();
  e.facts = std::make_shared<const container>(std::move(c));
  unsaved_.insert(id);
  changes.changed.push_back(e.facts);
}

void container_table::note_health(
    entry& e, engine_time time, alarm_origin origin, table_changes& changes) {
  const auto& health = e.facts->health;
  // A container that starts again is `starting` first; it still counts as unhealthy.
  const bool unhealthy = health == "unhealthy" || (e.unhealthy && health != "healthy");
  if (std::exchange(e.unhealthy, unhealthy) != unhealthy)
    changes.transitions.push_back(
        make(e, unhealthy ? alarm_kind::unhealthy : alarm_kind::healthy, origin, time, e.facts));
}

void container_table::die(
    entry& e, const event& event, alarm_origin origin, table_changes& changes) {
  const bool was_new = e.facts->status == container_status::created && !e.start_event
                       && !e.facts->started_at && !e.facts->finished_at;
  if (!is_up(e.facts->status) && !was_new)
    return;
  if (was_new)
    identify(e, start_identity(*e.facts, event.time, changes));
  auto c = *e.facts;
  // In the event, a label `exitCode` replaces the exit code.
  const auto code = is_shadowed(c, "exitCode") || is_shadowed(c, "containerExitCode")
                        ? std::nullopt
                        : event.exit_code;
  end_generation(c, code, event.time);
  auto down = make(e, alarm_kind::down, origin, event.time, nullptr);
  down.exit_code = code;
  down.stop_requested = e.stop_requested = asked_to_end(e, code, event.time);
  down.stop_possible = !down.stop_requested && !e.kills.empty();
  name_oom(e, down);
  c.oom_killed = down.oom_seen || is_oom_death(down);
  down.container = e.facts = std::make_shared<const container>(std::move(c));
  e.last_down = event.time;
  changes.changed.push_back(e.facts);
  changes.inspect.push_back(event.container_id);
  changes.transitions.push_back(std::move(down));
  end_identity(event.container_id, event.time, e.stop_requested, changes);
}

void container_table::pause(
    entry& e, const event& event, alarm_origin origin, table_changes& changes) {
  const bool pausing = event.action == event_action::pause;
  const auto from = pausing ? container_status::running : container_status::paused;
  if (e.facts->status != from) {
    const auto target = pausing ? container_status::paused : container_status::running;
    if (e.facts->status != target)
      changes.confirm.push_back(event.container_id);
    return;
  }
  auto c = *e.facts;
  c.status = pausing ? container_status::paused : container_status::running;
  if (!pausing) {
    e.last_unpause = event.time;
    if (e.has_check) // it begins again
      changes.inspect.push_back(event.container_id);
  }
  e.facts = std::make_shared<const container>(std::move(c));
  changes.changed.push_back(e.facts);
  changes.transitions.push_back(
      make(e, pausing ? alarm_kind::paused : alarm_kind::unpaused, origin, event.time, e.facts));
}

void container_table::destroy(const event& event, alarm_origin origin, table_changes& changes) {
  const auto found = entries_.find(event.container_id);
  if (found == entries_.end())
    return;
  auto& e = found->second;
  if (is_up(e.facts->status)) { // its `die` was lost
    auto c = *e.facts;
    end_generation(c, std::nullopt, event.time);
    auto down = make(
        e, alarm_kind::down, origin == alarm_origin::live ? alarm_origin::reconciled : origin,
        event.time, std::make_shared<const container>(std::move(c)));
    down.stop_requested = e.stop_requested || was_killed(e);
    changes.transitions.push_back(std::move(down));
  }
  changes.removed.push_back(event.container_id);
  succeed(identities_.remove(event.container_id), event.time, changes);
  entries_.erase(found);
  remember_removed(event.container_id, event.time);
}

void container_table::remember_removed(const std::string& id, engine_time time) {
  std::erase_if(gone_, [&](const auto& removed) {
    const bool old = removed.second + max_replay_age < time;
    if (old)
      unsaved_.insert(removed.first);
    return old;
  });
  gone_.insert_or_assign(id, time);
  unsaved_.insert(id);
}

void container_table::take_sizes(const disk_usage& usage, table_changes& changes) {
  for (const auto& [id, size] : usage.containers) {
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.facts->size == size)
      continue;
    auto c = *found->second.facts;
    c.size = size;
    found->second.facts = std::make_shared<const container>(std::move(c));
    changes.changed.push_back(found->second.facts);
  }
}

container_ptr container_table::find(const std::string& id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second.facts;
}

engine_time container_table::last_event(const std::string& id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? engine_time{} : found->second.last_event;
}

} // namespace docker_monitor::model
