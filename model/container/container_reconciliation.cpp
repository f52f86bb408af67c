// Finds and settles differences between the table and the engine.

#include "model/container/container_table.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <unordered_set>
#include <utility>

namespace docker_monitor::model {

namespace {

using namespace std::chrono_literals;

/// The engine sends no event if a wait for a restart ends in another way: by `docker kill`, or by
/// a start that fails.
constexpr std::chrono::seconds restart_check{10};

/// How long after an unpause an inspection's `unhealthy` does not count: the checks failed because
/// the container was paused, and the next one has not run yet.
constexpr std::chrono::seconds unpaused_timeout{90};

} // namespace

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
      const auto before = std::exchange(e.facts, std::make_shared<const container>(std::move(c)));
      note_name(before, e.facts, changes);
      unsaved_.insert(theirs.id);
      changes.changed.push_back(e.facts);
    }
    if (theirs.status == container_status::restarting || awaits_check(e))
      changes.inspect.push_back(theirs.id); // begins the inspections of `look_again_after`
  }
  for (const auto& [id, e] : entries_)
    if (!listed.contains(id))
      found.push_back(id);
  return found;
}

/// Returns true if the health in an inspection counts. The checks of a paused container fail, and
/// no event reports it (moby issue 46203).
bool container_table::counts_as_health(const entry& e, const container& facts, engine_time now) {
  if (facts.status != container_status::running || e.facts->status != container_status::running
      || facts.health_unproven)
    return false;
  return facts.health != "unhealthy" || !e.last_unpause || now - *e.last_unpause > unpaused_timeout;
}

void container_table::inspected(const container& facts, engine_time now, table_changes& changes) {
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
  c.restart_policy = facts.restart_policy;
  c.command = facts.command;
  c.configuration = facts.configuration;
  c.stop_signal = facts.stop_signal;
  if (facts.created_at) {
    c.created_at = facts.created_at;
    identities_.set_created(facts.id, *facts.created_at);
  }
  // A generation newer than the table's brings its own events. Until then its state does not
  // describe ours.
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
      if (counts_as_health(e, facts, now)) {
        c.health = facts.health;
        e.last_unpause.reset();
      }
    }
    if (!is_up(facts.status) && !is_up(ours.status)) {
      c.status = facts.status;
      c.oom_killed = facts.oom_killed || ours.oom_killed;
      c.finished_at = facts.finished_at ? facts.finished_at : ours.finished_at;
      if (facts.finished_at)
        identities_.set_ended(facts.id, *facts.finished_at);
      c.exit_code = facts.started_at ? facts.exit_code : std::nullopt;
      c.health.clear();
    }
  }
  count(e, facts, !newer, c);
  e.has_check = !facts.health.empty();
  const bool first = !std::exchange(e.inspected, true);
  const auto before = std::exchange(e.facts, std::make_shared<const container>(std::move(c)));
  note_name(before, e.facts, changes);
  unsaved_.insert(facts.id);
  changes.changed.push_back(e.facts);
  if (std::exchange(e.adopted, false) && first && !newer) {
    adopt_failures(e, facts, now, changes);
  } else if (e.facts->status == container_status::running) {
    const auto known = changes.transitions.size();
    note_health(e, now, alarm_origin::reconciled, changes);
    if (e.unhealthy && changes.transitions.size() > known)
      changes.transitions.back().probe_output = facts.health_output;
  }
}

/// Returns true for a container that was unpaused and of which no check is known since.
bool container_table::awaits_check(const entry& e) {
  return e.facts->status == container_status::running && e.last_unpause && e.has_check;
}

std::optional<std::chrono::seconds>
container_table::look_again_after(const container& facts) const {
  const auto found = entries_.find(facts.id);
  if (found == entries_.end())
    return std::nullopt;
  if (facts.status == container_status::restarting || facts.status == container_status::removing)
    return restart_check;
  if (facts.status == container_status::running && awaits_check(found->second))
    return unpaused_timeout + std::chrono::seconds{5};
  return std::nullopt;
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
      const bool stop_requested = found->second.stop_requested || was_killed(found->second);
      end_generation(c, std::nullopt, now);
      auto down = make(
          found->second, alarm_kind::down, alarm_origin::reconciled, now,
          std::make_shared<const container>(std::move(c)));
      down.stop_requested = stop_requested;
      down.engine_gone = engine_gone && !stop_requested;
      changes.transitions.push_back(std::move(down));
    }
    changes.removed.push_back(id);
    succeed(identities_.remove(id), now, changes);
    entries_.erase(found);
    remember_removed(id, now);
    return;
  }
  auto& e = entries_[id];
  unsaved_.insert(id);
  if (!e.facts) {
    auto c = *facts;
    c.status = container_status::created;
    c.started_at.reset();
    e.facts = std::make_shared<const container>(std::move(c));
    changes.named.push_back({e.facts, nullptr});
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
  auto theirs = facts;
  theirs.identity = ours->identity;
  theirs.size = ours->size;
  if (is_new && new_generation)
    theirs.identity = start_identity(facts, facts.started_at.value_or(now), changes);
  const bool was_paused = was_up && !is_new && ours->status == container_status::paused;
  if (!is_up(theirs.status)) // Docker keeps the health of the last check
    theirs.health.clear();
  else if (theirs.status == container_status::paused || was_paused || theirs.health_unproven)
    theirs.health = is_new ? std::string{} : ours->health;
  if (is_new && new_generation)
    e.counters.begin_run();
  count(e, facts, true, theirs);
  auto current = std::make_shared<const container>(std::move(theirs));
  const auto emit = [&](alarm_kind kind, engine_time time, const container_ptr& c) -> transition& {
    changes.transitions.push_back(make(e, kind, alarm_origin::reconciled, time, c));
    return changes.transitions.back();
  };
  if (was_up && (!is_up(facts.status) || is_new)) {
    // The old generation ended. Its exit code is known only if no newer one followed.
    const bool same = !is_new;
    auto c = same ? facts : *ours;
    c.identity = ours->identity;
    if (!same)
      end_generation(c, std::nullopt, std::min(now, facts.started_at.value_or(now)));
    const auto at = c.finished_at.value_or(now);
    auto& down = emit(alarm_kind::down, at, std::make_shared<const container>(std::move(c)));
    down.exit_code = same ? facts.exit_code : std::nullopt;
    down.stop_requested = e.stop_requested || was_killed(e) || asked_to_end(e, down.exit_code, at);
    down.engine_gone = engine_gone && !down.stop_requested;
    if (same) { // else the time of the end is not known
      name_oom(e, down);
      down.probe_output = facts.health_output;
    }
    e.last_down = at;
    if (same)
      end_identity(facts.id, at, down.stop_requested, changes);
  }
  if (is_new && new_generation) {
    settle_health(e, *facts.started_at);
    e.generation = facts.started_at;
    auto c = facts;
    c.identity = current->identity;
    if (!is_up(c.status)) {
      c.status = container_status::running;
      c.exit_code.reset();
    }
    emit(alarm_kind::up, *facts.started_at, std::make_shared<const container>(std::move(c)));
    if (!is_up(facts.status)) {
      auto& down = emit(alarm_kind::down, facts.finished_at.value_or(now), current);
      down.exit_code = facts.exit_code;
      down.probe_output = facts.health_output;
      e.last_down = down.time;
      end_identity(facts.id, down.time, false, changes);
    }
    e.start_event.reset();
    e.stop_requested = false;
    e.kills.clear();
    e.last_unpause.reset();
    e.last_oom.reset();
  }
  if (was_paused && facts.status == container_status::running)
    e.last_unpause = now;
  if (is_up(facts.status) && was_paused != (facts.status == container_status::paused))
    emit(was_paused ? alarm_kind::unpaused : alarm_kind::paused, now, current);
  note_name(ours, current, changes);
  e.facts = std::move(current);
  changes.changed.push_back(e.facts);
}

} // namespace docker_monitor::model
