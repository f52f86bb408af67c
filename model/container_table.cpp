#include "model/container_table.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <unordered_set>
#include <utility>

namespace docker_monitor::model {

namespace {

using namespace std::chrono_literals;

constexpr int signal_kill = 9;

/// How long after a request to stop by signal a death still counts as asked for; SIGKILL cannot be
/// ignored, so it always does. Ten minutes are longer than stop timeouts people set.
constexpr auto stop_patience = 10min;

/// The engine reports an OOM before the death it caused, usually within milliseconds.
constexpr auto oom_patience = 5s;

/// Signals that ask a process to end; others reload its configuration or are its own affair.
bool asks_to_end(int signal) {
  constexpr int sigint = 2;
  constexpr int sigquit = 3;
  constexpr int sigterm = 15;
  return signal == sigint || signal == sigquit || signal == signal_kill || signal == sigterm;
}

void end_generation(container& c, std::optional<int> exit_code, engine_time at) {
  c.status = container_status::exited;
  c.exit_code = exit_code;
  c.finished_at = at;
  c.pid.reset();
}

transition
make_transition(alarm_kind kind, alarm_origin origin, engine_time time, container_ptr facts) {
  transition t;
  t.kind = kind;
  t.origin = origin;
  t.time = time;
  t.container = std::move(facts);
  return t;
}

} // namespace

void container_table::adopt(const std::vector<container>& list, table_changes& changes) {
  for (const auto& c : list) {
    auto& e = entries_[c.id];
    e.facts = std::make_shared<const container>(c);
    changes.changed.push_back(e.facts);
    changes.inspect.push_back(c.id);
  }
}

container_table::entry& container_table::find_or_create(const event& event) {
  auto& e = entries_[event.container_id];
  if (!e.facts) {
    container c;
    c.id = event.container_id;
    c.name = event.name;
    c.image = event.image;
    c.labels = event.attributes; // until an inspection tells which of them are labels
    e.facts = std::make_shared<const container>(std::move(c));
  }
  return e;
}

void container_table::apply(const event& event, alarm_origin origin, table_changes& changes) {
  const auto known = entries_.find(event.container_id);
  if (origin == alarm_origin::replayed && known != entries_.end()) {
    const auto& e = known->second;
    // Older than what the state already tells: history of an earlier generation, or seen before.
    if (event.time <= e.last_event || (e.facts->started_at && event.time < *e.facts->started_at))
      return;
  }
  if (event.action == event_action::destroy) {
    destroy(event, origin, changes);
    return;
  }
  auto& e = find_or_create(event);
  e.last_event = event.time; // not the latest: the engine's clock may have been set back
  switch (event.action) {
  case event_action::create:
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
    // `die` makes the transition, before or after this; should it be lost, the check finds it.
    e.stop_requested = true;
    if (is_up(e.facts->status))
      changes.confirm.push_back(event.container_id);
    break;
  case event_action::oom:
    e.last_oom = event.time;
    break;
  case event_action::pause:
  case event_action::unpause:
    pause(e, event, origin, changes);
    break;
  case event_action::rename: {
    auto c = *e.facts;
    c.name = event.name;
    e.facts = std::make_shared<const container>(std::move(c));
    changes.changed.push_back(e.facts);
    // A label called `name` hides the real one in the event.
    changes.inspect.push_back(event.container_id);
    break;
  }
  case event_action::update:
    changes.inspect.push_back(event.container_id);
    break;
  case event_action::health_status: {
    auto c = *e.facts;
    c.health = event.health;
    e.facts = std::make_shared<const container>(std::move(c));
    changes.changed.push_back(e.facts);
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
    auto down = make_transition(
        alarm_kind::down, alarm_origin::reconciled, event.time,
        std::make_shared<const container>(std::move(lost)));
    down.stop_requested = e.stop_requested;
    changes.transitions.push_back(std::move(down));
  }
  auto c = *e.facts;
  c.status = container_status::running;
  c.started_at.reset();
  c.exit_code.reset();
  c.oom_killed = false;
  c.pid.reset();
  e.facts = std::make_shared<const container>(std::move(c));
  e.start_event = event.time;
  e.last_kill.reset();
  e.last_signal.reset();
  e.last_oom.reset();
  e.stop_requested = false;
  changes.changed.push_back(e.facts);
  changes.inspect.push_back(event.container_id);
  changes.transitions.push_back(make_transition(alarm_kind::up, origin, event.time, e.facts));
}

void container_table::note_kill(entry& e, const event& event) {
  e.last_kill = event.time;
  // Podman tells no signal: whoever kills there wants an end.
  e.last_signal = event.kill_signal.value_or(signal_kill);
}

void container_table::die(
    entry& e, const event& event, alarm_origin origin, table_changes& changes) {
  const bool was_new = e.facts->status == container_status::created && !e.start_event
                       && !e.facts->started_at && !e.facts->finished_at;
  if (!is_up(e.facts->status) && !was_new)
    return;
  auto c = *e.facts;
  // A label called `exitCode` takes the place of the real one in the event.
  const auto code = c.labels.contains("exitCode") ? std::nullopt : event.exit_code;
  end_generation(c, code, event.time);
  e.facts = std::make_shared<const container>(std::move(c));
  auto down = make_transition(alarm_kind::down, origin, event.time, e.facts);
  down.exit_code = code;
  if (e.last_kill && e.last_signal) {
    const bool deadly =
        *e.last_signal == signal_kill
        || (asks_to_end(*e.last_signal) && event.time - *e.last_kill < stop_patience);
    const bool died_of_it = code && *code == 128 + *e.last_signal;
    e.stop_requested = e.stop_requested || deadly || died_of_it;
  }
  down.stop_requested = e.stop_requested;
  down.oom_seen = e.last_oom && event.time - *e.last_oom < oom_patience;
  changes.changed.push_back(e.facts);
  changes.inspect.push_back(event.container_id);
  changes.transitions.push_back(std::move(down));
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
  e.facts = std::make_shared<const container>(std::move(c));
  changes.changed.push_back(e.facts);
  changes.transitions.push_back(make_transition(
      pausing ? alarm_kind::paused : alarm_kind::unpaused, origin, event.time, e.facts));
}

void container_table::destroy(const event& event, alarm_origin origin, table_changes& changes) {
  const auto found = entries_.find(event.container_id);
  if (found == entries_.end())
    return;
  auto& e = found->second;
  if (is_up(e.facts->status)) { // its `die` was lost
    auto c = *e.facts;
    end_generation(c, std::nullopt, event.time);
    auto down = make_transition(
        alarm_kind::down, origin == alarm_origin::live ? alarm_origin::reconciled : origin,
        event.time, std::make_shared<const container>(std::move(c)));
    down.stop_requested = e.stop_requested || e.last_signal == signal_kill;
    changes.transitions.push_back(std::move(down));
  }
  changes.removed.push_back(event.container_id);
  entries_.erase(found);
}

std::vector<std::string> container_table::differences(
    const std::vector<container>& list, bool deep, table_changes& changes) {
  std::vector<std::string> found;
  std::unordered_set<std::string_view> listed;
  listed.reserve(list.size());
  for (const auto& theirs : list) {
    listed.insert(theirs.id);
    const auto known = entries_.find(theirs.id);
    if (known == entries_.end()) {
      found.push_back(theirs.id);
      continue;
    }
    auto& e = known->second;
    const auto ours = e.facts->status;
    const bool both_up = is_up(ours) && is_up(theirs.status);
    const bool missed = is_up(ours) != is_up(theirs.status) || (both_up && ours != theirs.status);
    if (missed || deep) {
      found.push_back(theirs.id);
    } else if (ours != theirs.status || e.facts->name != theirs.name) {
      auto c = *e.facts;
      c.status = theirs.status;
      c.name = theirs.name;
      e.facts = std::make_shared<const container>(std::move(c));
      changes.changed.push_back(e.facts);
    }
  }
  for (const auto& [id, e] : entries_)
    if (!listed.contains(id))
      found.push_back(id);
  return found;
}

void container_table::inspected(const container& facts, table_changes& changes) {
  const auto found = entries_.find(facts.id);
  if (found == entries_.end())
    return;
  auto& e = found->second;
  const auto& ours = *e.facts;
  auto c = ours;
  c.name = facts.name;
  c.image = facts.image;
  c.image_id = facts.image_id;
  c.labels = facts.labels;
  c.network_mode = facts.network_mode;
  c.cgroup_parent = facts.cgroup_parent;
  c.restart_count = facts.restart_count;
  // A generation newer than the one the table is in brings its own events: until then its state
  // says nothing about ours.
  const bool started_since =
      facts.started_at
      && ((e.start_event && *facts.started_at > *e.start_event)
          || (!e.start_event && ours.started_at && *facts.started_at > *ours.started_at)
          || ours.status == container_status::created);
  const bool newer = started_since || (is_up(facts.status) && !is_up(ours.status));
  if (!newer) {
    if (facts.started_at && (!ours.started_at || *ours.started_at == *facts.started_at))
      c.started_at = facts.started_at;
    if (is_up(facts.status) && is_up(ours.status)) {
      c.pid = facts.pid;
      c.health = facts.health;
    }
    if (!is_up(facts.status) && !is_up(ours.status)) {
      c.status = facts.status;
      c.oom_killed = facts.oom_killed;
      c.finished_at = facts.finished_at ? facts.finished_at : ours.finished_at;
      c.exit_code = facts.started_at ? facts.exit_code : std::nullopt;
      c.health = facts.health;
    }
  }
  e.facts = std::make_shared<const container>(std::move(c));
  changes.changed.push_back(e.facts);
}

bool container_table::disagrees(const std::string& id, const container* facts) const {
  const auto found = entries_.find(id);
  if (found == entries_.end())
    return facts != nullptr;
  const auto& ours = *found->second.facts;
  if (!facts)
    return true;
  if (is_up(ours.status) != is_up(facts->status))
    return true;
  if (is_up(ours.status) && ours.status != facts->status)
    return true;
  return ours.started_at && facts->started_at && *facts->started_at > *ours.started_at;
}

void container_table::reconcile(
    const std::string& id, const container* facts, engine_time now, bool engine_gone,
    table_changes& changes) {
  if (!disagrees(id, facts))
    return;
  const auto found = entries_.find(id);
  if (!facts) {
    auto c = *found->second.facts;
    if (is_up(c.status)) {
      const bool stop_requested = found->second.stop_requested;
      end_generation(c, std::nullopt, now);
      auto down = make_transition(
          alarm_kind::down, alarm_origin::reconciled, now,
          std::make_shared<const container>(std::move(c)));
      down.stop_requested = stop_requested;
      down.engine_gone = engine_gone && !stop_requested;
      changes.transitions.push_back(std::move(down));
    }
    changes.removed.push_back(id);
    entries_.erase(found);
    return;
  }
  auto& e = entries_[id];
  if (!e.facts) {
    auto c = *facts;
    c.status = container_status::created;
    c.started_at.reset();
    e.facts = std::make_shared<const container>(std::move(c));
  }
  reconcile_present(e, *facts, now, engine_gone, changes);
}

void container_table::reconcile_present(
    entry& e, const container& facts, engine_time now, bool engine_gone, table_changes& changes) {
  const auto ours = e.facts;
  const bool new_generation =
      facts.started_at && (!ours->started_at || *facts.started_at > *ours->started_at);
  const bool was_up = is_up(ours->status);
  const bool is_new = !was_up || (ours->started_at && new_generation);
  auto current = std::make_shared<const container>(facts);
  const auto emit = [&](alarm_kind kind, engine_time time, const container_ptr& c) -> transition& {
    changes.transitions.push_back(make_transition(kind, alarm_origin::reconciled, time, c));
    return changes.transitions.back();
  };
  if (was_up && (!is_up(facts.status) || is_new)) {
    // The old generation ended; its exit code is the engine's only if no newer one followed.
    const bool same = !is_new;
    auto c = same ? facts : *ours;
    if (!same)
      end_generation(c, std::nullopt, std::min(now, facts.started_at.value_or(now)));
    const auto at = c.finished_at.value_or(now);
    auto& down = emit(alarm_kind::down, at, std::make_shared<const container>(std::move(c)));
    down.exit_code = same ? facts.exit_code : std::nullopt;
    down.stop_requested = e.stop_requested || e.last_signal == signal_kill;
    down.engine_gone = engine_gone && !down.stop_requested;
  }
  if (is_new && new_generation) {
    auto c = facts;
    if (!is_up(c.status)) {
      c.status = container_status::running;
      c.exit_code.reset();
    }
    emit(alarm_kind::up, *facts.started_at, std::make_shared<const container>(std::move(c)));
    if (!is_up(facts.status)) {
      auto& down = emit(alarm_kind::down, facts.finished_at.value_or(now), current);
      down.exit_code = facts.exit_code;
    }
    e.start_event.reset();
    e.stop_requested = false;
    e.last_kill.reset();
    e.last_signal.reset();
    e.last_oom.reset();
  }
  const bool was_paused = was_up && !is_new && ours->status == container_status::paused;
  if (is_up(facts.status) && was_paused != (facts.status == container_status::paused))
    emit(was_paused ? alarm_kind::unpaused : alarm_kind::paused, now, current);
  e.facts = std::move(current);
  changes.changed.push_back(e.facts);
}

container_ptr container_table::find(const std::string& id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second.facts;
}

} // namespace docker_monitor::model
