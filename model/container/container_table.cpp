#include "model/container/container_table.hpp"

#include <chrono>
#include <memory>
#include <utility>

namespace docker_monitor::model {

namespace {

using namespace std::chrono_literals;

/// How long after a request to stop by signal a death still counts as asked for; SIGKILL cannot be
/// ignored, so it always does. Ten minutes are longer than stop timeouts people set.
constexpr auto stop_patience = 10min;

/// The engine reports an OOM before the death it caused, usually within milliseconds.
constexpr auto oom_patience = 5s;

/// An engine may tell one kill twice.
constexpr auto oom_echo = 1s;

/// Longer than anybody asks an engine to tell again what it told before.
constexpr auto tell_again = 2min;

/// Signals that ask a process to end; others reload its configuration or are its own affair.
bool asks_to_end(int signal) {
  constexpr int sigint = 2;
  constexpr int sigquit = 3;
  constexpr int sigterm = 15;
  return signal == sigint || signal == sigquit || signal == signal_kill || signal == sigterm;
}

} // namespace

void container_table::adopt(const std::vector<container>& list, table_changes& changes) {
  for (const auto& c : list) {
    auto& e = entries_[c.id];
    e.facts = std::make_shared<const container>(c);
    unsaved_.insert(c.id);
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
    // Older than what the state already tells: history of an earlier generation, or seen before.
    if (event.time <= e.last_event || (e.facts->started_at && event.time < *e.facts->started_at))
      return;
  }
  if (event.action == event_action::destroy) {
    destroy(event, origin, changes);
    return;
  }
  auto& e = find_or_create(event);
  unsaved_.insert(event.container_id);
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
    if (!e.last_oom || event.time - *e.last_oom > oom_echo)
      changes.transitions.push_back(make(e, alarm_kind::oom, origin, event.time, e.facts));
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
    note_health(e, event.time, origin, changes);
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
  }
  auto c = *e.facts;
  c.status = container_status::running;
  c.started_at.reset();
  c.exit_code.reset();
  c.oom_killed = false;
  c.pid.reset();
  c.health.clear(); // Docker keeps the word of a dead container's last check
  e.facts = std::make_shared<const container>(std::move(c));
  e.generation = event.time;
  e.start_event = event.time;
  e.last_kill.reset();
  e.last_signal.reset();
  e.last_oom.reset();
  e.stop_requested = false;
  changes.changed.push_back(e.facts);
  changes.inspect.push_back(event.container_id);
  changes.transitions.push_back(make(e, alarm_kind::up, origin, event.time, e.facts));
}

void container_table::note_kill(entry& e, const event& event) {
  e.last_kill = event.time;
  // Podman tells no signal: whoever kills there wants an end.
  e.last_signal = event.kill_signal.value_or(signal_kill);
}

void container_table::note_health(
    entry& e, engine_time time, alarm_origin origin, table_changes& changes) {
  const auto& health = e.facts->health;
  // A container that starts again is `starting` first: still unhealthy, as far as we know.
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
  auto c = *e.facts;
  // A label called `exitCode` takes the place of the real one in the event.
  const auto code = c.labels.contains("exitCode") ? std::nullopt : event.exit_code;
  end_generation(c, code, event.time);
  e.facts = std::make_shared<const container>(std::move(c));
  auto down = make(e, alarm_kind::down, origin, event.time, e.facts);
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
    down.stop_requested = e.stop_requested || e.last_signal == signal_kill;
    changes.transitions.push_back(std::move(down));
  }
  changes.removed.push_back(event.container_id);
  entries_.erase(found);
  bury(event.container_id, event.time);
}

void container_table::bury(const std::string& id, engine_time time) {
  std::erase_if(gone_, [&](const auto& grave) {
    const bool old = grave.second + tell_again < time;
    if (old)
      unsaved_.insert(grave.first);
    return old;
  });
  gone_.insert_or_assign(id, time);
  unsaved_.insert(id);
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
