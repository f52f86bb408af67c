#include "model/alarm/notification_throttle.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

namespace {

bool may_be_held(const routing_decision& decision) {
  return decision.hold.count() > 0 || decision.cooldown.count() > 0
         || decision.flapping.changes > 0;
}

/// Openings and endings with one key belong together.
std::string key_of(const routed_alarm& incident) {
  const auto& a = incident.alarm;
  auto key = a.identity.empty() ? a.host : a.identity;
  key += '|';
  key += to_string(a.state == alarm_state::closed ? ended_kind(a.kind) : a.kind);
  key += '|';
  key += a.kind == alarm_kind::threshold ? a.rule : incident.decision.rule;
  return key;
}

/// Returns the end of the maintenance window that an opening or an event falls into.
std::optional<engine_time> maintained_until(
    const std::vector<maintenance_window>& windows, const routed_alarm& incident, engine_time now) {
  if (windows.empty() || incident.alarm.state == alarm_state::closed)
    return std::nullopt;
  if (incident.container || incident.alarm.container_name.empty())
    return maintenance_end(windows, incident.container.get(), now);
  container named;
  named.name = incident.alarm.container_name;
  named.image = incident.alarm.image;
  return maintenance_end(windows, &named, now);
}

} // namespace

engine_time notification_throttle::held_opening::until() const {
  return std::max(cooldown_until, maintained.value_or(cooldown_until));
}

engine_time notification_throttle::subject::flapping_ends() const {
  return changes.empty() ? engine_time::min() : later(changes.back(), flapping.within);
}

std::optional<engine_time> notification_throttle::subject::deadline() const {
  std::optional<engine_time> next;
  if (held_ending)
    next = flapping_ends();
  for (const auto& opening : held)
    next = std::min(opening.until(), next.value_or(opening.until()));
  return next;
}

bool notification_throttle::subject::is_idle(engine_time now) const {
  return held.empty() && !held_ending && !sent && (changes.empty() || flapping_ends() <= now)
         && (!opened || later(*opened, cooldown) <= now);
}

notification_throttle::notification_throttle(
    std::vector<maintenance_window> windows, std::vector<rule_sink> sinks)
    : windows_(std::move(windows)), sinks_(std::move(sinks)) {}

void notification_throttle::replace(std::vector<maintenance_window> windows, engine_time now) {
  windows_ = std::move(windows);
  for (const auto& key : waiting_) {
    for (auto& opening : subjects_.at(key).held)
      opening.maintained = maintained_until(windows_, opening.what, now);
    unsaved_.insert(key);
  }
}

void notification_throttle::note_change(subject& s, engine_time now) {
  if (s.flapping.changes == 0)
    return;
  if (s.is_flapping && s.flapping_ends() <= now)
    s.is_flapping = false;
  std::erase_if(s.changes, [&](engine_time at) { return later(at, s.flapping.within) <= now; });
  s.changes.push_back(now);
  if (s.changes.size() > s.flapping.changes) {
    s.is_flapping = true;
    s.changes.erase(s.changes.begin(), s.changes.end() - (s.flapping.changes + 1));
  }
}

void notification_throttle::send_opening(
    subject& s, routed_alarm opening, engine_time now, std::vector<routed_alarm>& out) {
  s.opened = now;
  const bool is_damped = s.flapping.changes > 0 || s.cooldown.count() > 0;
  if (is_damped && opening.alarm.state == alarm_state::open)
    s.sent = sent_opening{
        opening.alarm.id, opening.alarm.container_name, opening.alarm.image, opening.alarm.host,
        opening.alarm.id};
  out.push_back(std::move(opening));
}

void notification_throttle::send_ending(
    subject& s, routed_alarm ending, std::vector<routed_alarm>& out) {
  if (s.sent && s.sent->replaced_by == ending.alarm.closes) {
    auto& a = ending.alarm;
    if (a.closes != s.sent->id) {
      end_alarm(a, s.sent->id, s.sent->name, s.sent->image);
      if (!s.sent->host.empty())
        a.host = s.sent->host;
    }
    s.sent.reset();
  }
  out.push_back(std::move(ending));
}

bool notification_throttle::settle(subject& s, engine_time now, std::vector<routed_alarm>& out) {
  bool settled = false;
  if (s.held_ending && s.flapping_ends() <= now) {
    send_ending(s, *std::exchange(s.held_ending, std::nullopt), out);
    s.is_flapping = false;
    settled = true;
  }
  // One opening starts the cooldown of the next.
  const auto due = std::ranges::find_if(s.held, [&](const auto& o) { return o.until() <= now; });
  if (due != s.held.end()) {
    auto opening = std::move(due->what);
    s.held.erase(due);
    send_opening(s, std::move(opening), now, out);
    for (auto& other : s.held)
      other.cooldown_until = std::max(other.cooldown_until, later(now, s.cooldown));
    settled = true;
  }
  return settled;
}

void notification_throttle::open(
    subject& s, routed_alarm incident, engine_time now, std::vector<routed_alarm>& out) {
  if (s.held_ending) { // the ending was not sent, so the alarm is still open for receivers
    s.held_ending.reset();
    s.sent->replaced_by = incident.alarm.id;
    return;
  }
  const auto same = [&](const held_opening& o) { return o.what.alarm.id == incident.alarm.id; };
  if (const auto older = std::ranges::find_if(s.held, same); older != s.held.end()) {
    older->what = std::move(incident); // a newer version of the same alarm
    return;
  }
  const auto maintained = maintained_until(windows_, incident, now);
  const bool is_update = s.sent && s.sent->id == incident.alarm.id;
  auto cooldown_until = s.opened && !is_update ? std::max(now, later(*s.opened, s.cooldown)) : now;
  if (!is_update) // the engine's clock may be ahead
    cooldown_until =
        std::max(cooldown_until, later(std::min(now, incident.alarm.time), incident.decision.hold));
  if (cooldown_until <= now && !maintained)
    send_opening(s, std::move(incident), now, out);
  else
    s.held.push_back({std::move(incident), cooldown_until, maintained});
}

/// Removes the alarm that an opening ends, which may be of another kind. If that alarm was never
/// sent, the opening ends nothing.
void notification_throttle::supersede(routed_alarm& incident) {
  auto& a = incident.alarm;
  for (auto& [key, s] : subjects_) {
    if (s.sent && s.sent->replaced_by == a.closes) {
      a.closes = s.sent->id;
      s.sent.reset();
      s.held_ending.reset();
      changed(key);
      return;
    }
    const auto held =
        std::erase_if(s.held, [&](const held_opening& o) { return o.what.alarm.id == a.closes; });
    if (held > 0) {
      a.closes.clear();
      changed(key);
      return;
    }
  }
}

void notification_throttle::close(
    subject& s, routed_alarm incident, std::vector<routed_alarm>& out) {
  const auto& ended = incident.alarm.closes;
  const auto dropped =
      std::erase_if(s.held, [&](const held_opening& o) { return o.what.alarm.id == ended; });
  if (dropped > 0)
    return;
  if (s.is_flapping && s.sent && s.sent->replaced_by == ended)
    s.held_ending = std::move(incident);
  else
    send_ending(s, std::move(incident), out);
}

void notification_throttle::rename(
    const std::string& former_identity, const std::string& identity) {
  const auto prefix = former_identity + '|';
  std::vector<std::string> keys;
  for (const auto& [key, s] : subjects_)
    if (key.starts_with(prefix))
      keys.push_back(key);
  for (const auto& key : keys) {
    auto moved = subjects_.extract(key);
    moved.key() = identity + '|' + key.substr(prefix.size());
    const auto renamed = moved.key();
    changed(key);
    if (subjects_.insert(std::move(moved)).inserted)
      changed(renamed);
  }
}

void notification_throttle::take(
    routed_alarm incident, engine_time now, std::vector<routed_alarm>& out) {
  if (incident.decision.muted)
    return;
  const auto key = key_of(incident);
  const bool opens = incident.alarm.state == alarm_state::open;
  if (opens && !incident.alarm.closes.empty())
    supersede(incident);
  const bool ends_too = opens && !incident.alarm.closes.empty();
  if (!subjects_.contains(key) && !may_be_held(incident.decision)
      && (ends_too || !maintained_until(windows_, incident, now))) {
    out.push_back(std::move(incident));
    return;
  }
  forget_idle(now);
  auto& s = subjects_[key];
  while (settle(s, now, out)) {
  }
  s.cooldown = incident.decision.cooldown;
  s.flapping = incident.decision.flapping;
  const bool was_flapping = s.is_flapping && now < s.flapping_ends();
  note_change(s, now);
  switch (incident.alarm.state) {
  case alarm_state::open:
    if (ends_too)
      send_opening(s, std::move(incident), now, out);
    else
      open(s, std::move(incident), now, out);
    break;
  case alarm_state::closed:
    close(s, std::move(incident), out);
    break;
  case alarm_state::event: {
    const bool cooling = s.opened && now < later(*s.opened, s.cooldown);
    if (!was_flapping && !cooling && !maintained_until(windows_, incident, now))
      send_opening(s, std::move(incident), now, out);
    break;
  }
  }
  if (s.is_idle(now))
    subjects_.erase(key);
  changed(key);
}

void notification_throttle::expire(engine_time now, std::vector<routed_alarm>& out) {
  std::vector<std::string> due;
  for (const auto& key : waiting_)
    if (subjects_.at(key).deadline() <= now)
      due.push_back(key);
  for (const auto& key : due) {
    auto& s = subjects_.at(key);
    while (settle(s, now, out)) {
    }
    if (s.is_idle(now))
      subjects_.erase(key);
    changed(key);
  }
}

std::optional<engine_time> notification_throttle::next_deadline() const {
  std::optional<engine_time> next;
  for (const auto& key : waiting_) {
    const auto deadline = subjects_.at(key).deadline();
    if (deadline && (!next || *deadline < *next))
      next = deadline;
  }
  return next;
}

void notification_throttle::changed(const std::string& key) {
  unsaved_.insert(key);
  const auto found = subjects_.find(key);
  if (found != subjects_.end() && found->second.deadline())
    waiting_.insert(key);
  else
    waiting_.erase(key);
}

void notification_throttle::forget_idle(engine_time now) {
  if (subjects_.size() < tidy_at_)
    return;
  std::erase_if(subjects_, [&](const auto& entry) {
    const bool idle = entry.second.is_idle(now);
    if (idle)
      unsaved_.insert(entry.first);
    return idle;
  });
  constexpr std::size_t least = 1024;
  tidy_at_ = std::max(least, 2 * subjects_.size());
}

} // namespace docker_monitor::model
