#include "model/alarm/alarm_builder.hpp"

#include "model/container/signals.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace docker_monitor::model {

namespace {

constexpr int killed = signal_exit_codes + signal_kill;

/// SIGKILL ended it without a request: the engine may still report that memory ran out.
bool may_be_oom(const transition& down) {
  return down.exit_code == killed && !down.stop_requested && !is_oom_death(down)
         && !down.engine_gone;
}

/// True for alarms that stay open until another one ends them.
bool opens(alarm_kind kind) {
  return kind == alarm_kind::down || kind == alarm_kind::paused || kind == alarm_kind::unhealthy;
}

} // namespace

std::string alarm_id(
    const std::string& container_id, engine_time time, alarm_kind kind, std::uint64_t ordinal) {
  // The namespace is the name-based UUID of "docker-monitor" in the DNS namespace; it never
  // changes.
  static const boost::uuids::uuid ours =
      boost::uuids::name_generator_sha1{boost::uuids::ns::dns()}("docker-monitor");
  std::string name = container_id;
  name += '|';
  name += std::to_string(time.time_since_epoch().count());
  name += '|';
  name += to_string(kind);
  name += '|';
  name += std::to_string(ordinal);
  return to_string(boost::uuids::name_generator_sha1{ours}(name));
}

std::optional<down_cause> classify(const transition& down) {
  if (down.engine_gone)
    return down_cause::engine;
  if (down.stop_requested)
    return down_cause::stopped;
  if (!down.exit_code)
    return std::nullopt;
  if (is_oom_death(down))
    return down_cause::oom;
  return *down.exit_code == 0 ? down_cause::exited : down_cause::crashed;
}

bool alarm_builder::is_complete(const subject& s, const waiting& w) const {
  const auto& t = w.transition;
  if (await_logs_ && t.kind == alarm_kind::down && !t.log_lines)
    return false;
  if (t.origin == alarm_origin::reconciled || t.origin == alarm_origin::adopted)
    return true; // made of an inspection: no more facts follow
  if (!t.container->started_at)
    return false;
  if (t.kind == alarm_kind::unhealthy)
    return !await_logs_ || t.probe_output;
  if (t.kind != alarm_kind::down)
    return true;
  if (await_logs_ && !t.probe_output && !s.open_unhealthy.id.empty())
    return false;
  return t.exit_code && (t.stop_requested || !t.stop_possible) && !may_be_oom(t);
}

void alarm_builder::enrich(transition& t, const container& facts) {
  // Facts are about this generation unless they carry another start time.
  const auto& ours = *t.container;
  if (ours.started_at && facts.started_at && *ours.started_at != *facts.started_at)
    return;
  if (facts.started_at && *facts.started_at > t.time) // that run began later
    return;
  auto c = ours;
  if (!c.started_at)
    c.started_at = facts.started_at;
  if (c.image_id.empty())
    c.image_id = facts.image_id;
  if (facts.restart_count)
    c.restart_count = facts.restart_count;
  if (t.kind == alarm_kind::unhealthy && facts.health == "unhealthy" && !t.probe_output)
    t.probe_output = facts.health_output;
  if (t.kind == alarm_kind::down && !is_up(facts.status)) {
    c.oom_killed = c.oom_killed || facts.oom_killed;
    if (!t.exit_code)
      t.exit_code = facts.exit_code;
    if (!t.probe_output)
      t.probe_output = facts.health_output;
  }
  t.container = std::make_shared<const container>(std::move(c));
}

void alarm_builder::take(const transition& transition, instant now, std::vector<alarm>& out) {
  auto& s = subjects_[transition.container->id];
  if (transition.kind == alarm_kind::oom)
    note_oom(s, transition.time);
  const bool waits_longer = transition.kind == alarm_kind::down && may_be_oom(transition);
  s.queue.push_back({transition, now + (waits_longer ? oom_timeout : timeout), now});
  drain(s, out, std::nullopt);
}

/// The engine may report the death that an OOM kill caused before the kill itself.
void alarm_builder::note_oom(subject& s, engine_time at) {
  const auto newest = std::find_if(s.queue.rbegin(), s.queue.rend(), [](const waiting& w) {
    return w.transition.kind == alarm_kind::down || w.transition.kind == alarm_kind::up;
  });
  if (newest != s.queue.rend() && newest->transition.kind == alarm_kind::down
      && at - newest->transition.time < oom_to_death)
    newest->transition.oom_seen = true;
}

void alarm_builder::learn(const container& facts, std::vector<alarm>& out) {
  const auto found = subjects_.find(facts.id);
  if (found == subjects_.end() || found->second.queue.empty())
    return;
  for (auto& w : found->second.queue)
    enrich(w.transition, facts);
  drain(found->second, out, std::nullopt);
}

void alarm_builder::learn_stop(const std::string& container_id, std::vector<alarm>& out) {
  const auto found = subjects_.find(container_id);
  if (found == subjects_.end() || found->second.queue.empty())
    return;
  auto& queue = found->second.queue;
  const auto newest = std::find_if(queue.rbegin(), queue.rend(), [](const waiting& w) {
    return w.transition.kind == alarm_kind::down;
  });
  if (newest != queue.rend())
    newest->transition.stop_requested = true;
  drain(found->second, out, std::nullopt);
}

void alarm_builder::learn_logs(
    const std::string& container_id, const std::vector<std::string>& lines,
    std::vector<alarm>& out) {
  const auto found = subjects_.find(container_id);
  if (found == subjects_.end() || found->second.queue.empty())
    return;
  for (auto& w : found->second.queue)
    if (w.transition.kind == alarm_kind::down && !w.transition.log_lines)
      w.transition.log_lines = lines;
  drain(found->second, out, std::nullopt);
}

void alarm_builder::forget(const std::string& container_id, std::vector<alarm>& out) {
  const auto found = subjects_.find(container_id);
  if (found == subjects_.end())
    return;
  drain(found->second, out, instant::max());
  keep_open_down(found->second);
  release_down(found->second.identity, container_id);
  unhealthy_.erase(container_id);
  subjects_.erase(found);
  unsaved_.insert(container_id);
}

void alarm_builder::expire(instant now, std::vector<alarm>& out) {
  const std::vector<std::string> ids{waiting_.begin(), waiting_.end()};
  for (const auto& id : ids)
    drain(subjects_.at(id), out, now);
  const std::vector<std::string> unhealthy{unhealthy_.begin(), unhealthy_.end()};
  for (const auto& id : unhealthy)
    if (auto& s = subjects_.at(id); s.unhealthy_ends && *s.unhealthy_ends <= now)
      end_unhealthy(id, s, out);
}

std::optional<engine_time> alarm_builder::oldest_waiting() const {
  std::optional<engine_time> oldest;
  for (const auto& id : waiting_) {
    const auto time = subjects_.at(id).queue.front().transition.time;
    if (!oldest || time < *oldest)
      oldest = time;
  }
  return oldest;
}

std::optional<alarm_builder::instant> alarm_builder::next_deadline() const {
  std::optional<instant> next;
  for (const auto& id : waiting_) {
    const auto deadline = subjects_.at(id).queue.front().deadline;
    if (!next || deadline < *next)
      next = deadline;
  }
  for (const auto& id : unhealthy_) {
    const auto& ends = subjects_.at(id).unhealthy_ends;
    if (ends && (!next || *ends < *next))
      next = ends;
  }
  return next;
}

void alarm_builder::drain(subject& s, std::vector<alarm>& out, std::optional<instant> now) {
  while (!s.queue.empty()) {
    const auto& head = s.queue.front();
    const auto& id = head.transition.container->id;
    if (!is_complete(s, head) && !(now && head.deadline <= *now)) {
      waiting_.insert(id);
      return;
    }
    waiting_.erase(id);
    finish(s, head, out);
    s.queue.pop_front();
  }
}

/// Fills the members that alarms of every kind share.
alarm alarm_builder::begin_alarm(subject& s, const transition& t) {
  const auto& c = *t.container;
  // An unknown generation gets the time of its first transition, or continues the last one.
  const auto generation = t.generation                                ? *t.generation
                          : c.started_at                              ? *c.started_at
                          : t.kind == alarm_kind::up || !s.generation ? t.time
                                                                      : *s.generation;
  if (s.generation != generation) {
    s.generation = generation;
    s.ordinals = {};
  }
  alarm a;
  a.kind = t.kind;
  a.origin = t.origin;
  a.time = t.time;
  a.container_id = c.id;
  a.container_name = c.name;
  a.image = c.image;
  a.image_id = c.image_id;
  a.identity = identity_of(c);
  // The time of an event identifies it, whatever else is known. A transition found without an event
  // has no time that stays equal when it is found again.
  if (t.origin == alarm_origin::reconciled || t.origin == alarm_origin::adopted)
    a.id = alarm_id(c.id, generation, t.kind, ++s.ordinals[static_cast<std::size_t>(t.kind)]);
  else
    a.id = alarm_id(c.id, t.time, t.kind, 0);
  return a;
}

void alarm_builder::finish(subject& s, const waiting& w, std::vector<alarm>& out) {
  const auto& t = w.transition;
  auto a = begin_alarm(s, t);
  unsaved_.insert(a.container_id);
  if (s.identity != a.identity) {
    release_down(s.identity, a.container_id);
    s.identity = a.identity;
    if (!s.open_down.id.empty())
      down_[s.identity] = a.container_id;
  }
  const raised open{a.id, a.container_name, a.image};
  switch (t.kind) {
  case alarm_kind::down:
    if (s.open_down.id.empty())
      a.closes = s.open_pause.id; // a pause ends with its run; the unpause may follow
    a.exit_code = t.exit_code;
    a.cause = classify(t);
    a.oom_killed = t.oom_seen || a.cause == down_cause::oom || is_oom_in_short_run(t);
    a.reading = t.reading;
    a.log_lines = t.log_lines.value_or(std::vector<std::string>{});
    if (await_logs_)
      a.probe_output = t.probe_output.value_or(std::string{});
    s.open_down = open;
    down_[a.identity] = a.container_id;
    s.went_down = t.time;
    if (!s.open_unhealthy.id.empty()) {
      s.unhealthy_ends = w.taken + unhealthy_settle + std::chrono::seconds{1};
      unhealthy_.insert(a.container_id);
    }
    break;
  case alarm_kind::paused:
    s.open_pause = open;
    break;
  case alarm_kind::up:
    if (s.went_down && t.time - *s.went_down > unhealthy_settle)
      end_unhealthy(a.container_id, s, out);
    s.went_down.reset();
    s.unhealthy_ends.reset();
    unhealthy_.erase(a.container_id);
    s.open_pause = {};
    a.restart_count = t.container->restart_count;
    end_open_down(s, a);
    break;
  case alarm_kind::unpaused:
    end(s.open_pause, a);
    break;
  case alarm_kind::unhealthy:
    if (await_logs_)
      a.probe_output = t.probe_output.value_or(std::string{});
    s.open_unhealthy = open;
    break;
  case alarm_kind::healthy:
    end(s.open_unhealthy, a);
    break;
  default: // an event: neither open nor the end of anything
    break;
  }
  if (opens(t.kind))
    a.state = alarm_state::open;
  else
    a.state = a.closes.empty() ? alarm_state::event : alarm_state::closed;
  a.severity = default_severity(a.kind, a.state);
  out.push_back(std::move(a));
}

void alarm_builder::end(raised& open, alarm& by) {
  if (open.id.empty())
    return;
  end_alarm(by, open.id, open.name, open.image);
  open = {};
}

/// Ends the open down of this container, or of a predecessor of its identity.
void alarm_builder::end_open_down(subject& s, alarm& up) {
  const auto identity = s.identity;
  if (!s.open_down.id.empty()) {
    end(s.open_down, up);
    release_down(identity, up.container_id);
    return;
  }
  if (const auto predecessor = down_.find(identity); predecessor != down_.end()) {
    end(subjects_.at(predecessor->second).open_down, up);
    unsaved_.insert(predecessor->second);
    down_.erase(predecessor);
    return;
  }
  const auto found = orphaned_downs_.find(identity);
  if (found == orphaned_downs_.end())
    return;
  end(found->second, up);
  orphaned_downs_.erase(found);
  unsaved_orphans_.insert(identity);
}

/// Removes the container as the one of its identity whose down is open.
void alarm_builder::release_down(const std::string& identity, const std::string& container_id) {
  if (const auto down = down_.find(identity); down != down_.end() && down->second == container_id)
    down_.erase(down);
}

/// Ends `unhealthy` of a container that has stayed down for `unhealthy_settle`.
void alarm_builder::end_unhealthy(const std::string& id, subject& s, std::vector<alarm>& out) {
  s.unhealthy_ends.reset();
  unhealthy_.erase(id);
  if (s.open_unhealthy.id.empty() || !s.went_down)
    return;
  container c;
  c.id = id;
  c.name = s.open_unhealthy.name;
  c.image = s.open_unhealthy.image;
  c.identity = s.identity;
  auto healthy = make_transition(
      alarm_kind::healthy, alarm_origin::live, *s.went_down + unhealthy_settle,
      std::make_shared<const container>(std::move(c)));
  healthy.generation = s.generation;
  auto a = begin_alarm(s, healthy);
  end(s.open_unhealthy, a);
  a.state = alarm_state::closed;
  a.severity = default_severity(a.kind, a.state);
  unsaved_.insert(a.container_id);
  out.push_back(std::move(a));
}

void alarm_builder::keep_open_down(const subject& s) {
  if (s.open_down.id.empty() || s.identity.empty())
    return;
  orphaned_downs_[s.identity] = s.open_down;
  orphan_order_.push_back(s.identity);
  unsaved_orphans_.insert(s.identity);
  while (orphan_order_.size() > max_orphaned_downs) {
    const auto oldest = std::move(orphan_order_.front());
    orphan_order_.pop_front();
    if (std::ranges::find(orphan_order_, oldest) == orphan_order_.end()
        && orphaned_downs_.erase(oldest))
      unsaved_orphans_.insert(oldest);
  }
}

} // namespace docker_monitor::model
