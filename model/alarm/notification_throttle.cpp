#include "model/alarm/notification_throttle.hpp"

#include "model/alarm/incident_correlator.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace docker_monitor::model {

namespace {

/// An incident ends within this time after its container is up, if that lasts.
constexpr auto up_settles = incident_correlator::settle + std::chrono::seconds{2};

bool may_be_held(const routing_decision& decision) {
  return decision.hold.count() > 0 || decision.cooldown.count() > 0
         || decision.flapping.changes > 0;
}

/// Returns the end of the maintenance window that an opening or an event falls into.
std::optional<engine_time> maintained_until(
    const std::vector<maintenance_window>& windows, const routed_alarm& incident, engine_time now) {
  if (windows.empty() || incident.alarm.state == alarm_state::closed)
    return std::nullopt;
  if (incident.container || incident.alarm.container_name.empty())
    return maintenance_end(windows, incident.container.get(), now);
  container named;
  named.id = incident.alarm.container_id;
  named.name = incident.alarm.container_name;
  named.image = incident.alarm.image;
  return maintenance_end(windows, &named, now);
}

} // namespace

/// Openings and endings with one key belong together.
notification_throttle::subject_key notification_throttle::key_of(const routed_alarm& incident) {
  const auto& a = incident.alarm;
  return {
      a.identity.empty() ? a.host : a.identity,
      std::string{to_string(a.state == alarm_state::closed ? ended_kind(a.kind) : a.kind)},
      a.kind == alarm_kind::threshold ? a.rule : incident.decision.rule};
}

std::size_t notification_throttle::key_hash::operator()(const subject_key& key) const noexcept {
  return std::hash<std::string>{}(key.text());
}

engine_time notification_throttle::held_opening::until() const {
  return std::max(cooldown_until, maintained.value_or(cooldown_until));
}

engine_time notification_throttle::subject::flapping_ends() const {
  return changes.empty() ? engine_time::min() : later(changes.back(), flapping.within);
}

std::optional<engine_time> notification_throttle::subject::deadline() const {
  std::optional<engine_time> next;
  if (holds_ending())
    next = flapping_ends();
  for (const auto& opening : held)
    next = std::min(opening.until(), next.value_or(opening.until()));
  return next;
}

bool notification_throttle::subject::is_idle(engine_time now) const {
  return held.empty() && sent.empty() && (changes.empty() || flapping_ends() <= now)
         && (!opened || later(*opened, cooldown) <= now);
}

bool notification_throttle::subject::holds_ending() const {
  return std::ranges::any_of(sent, [](const auto& one) { return one.held_ending.has_value(); });
}

auto notification_throttle::subject::sent_for(const std::string& id)
    -> std::vector<sent_opening>::iterator {
  return std::ranges::find(sent, id, &sent_opening::replaced_by);
}

void notification_throttle::subject::merge(subject&& other) {
  cooldown = std::max(cooldown, other.cooldown);
  if (flapping.changes == 0)
    flapping = other.flapping;
  opened = std::max(opened, other.opened);
  changes.insert(changes.end(), other.changes.begin(), other.changes.end());
  std::ranges::sort(changes);
  if (changes.size() > flapping.changes + std::size_t{1})
    changes.erase(changes.begin(), changes.end() - (flapping.changes + 1));
  is_flapping = is_flapping || other.is_flapping;
  std::ranges::move(other.sent, std::back_inserter(sent));
  std::ranges::move(other.held, std::back_inserter(held));
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
  if (is_damped && opening.alarm.state == alarm_state::open) {
    constexpr std::size_t max_sent = 8;
    const bool is_one = s.sent.size() <= 1; // else several identities became one
    std::erase_if(s.sent, [&](const auto& one) {
      return one.id == opening.alarm.id || (is_one && !one.held_ending);
    });
    while (s.sent.size() >= max_sent)
      if (auto ending = std::exchange(s.sent.front().held_ending, std::nullopt))
        send_ending(s, *std::move(ending), out);
      else
        s.sent.erase(s.sent.begin());
    s.sent.push_back(
        {opening.alarm.id, opening.alarm.container_name, opening.alarm.image, opening.alarm.host,
         opening.alarm.id, std::nullopt});
  }
  out.push_back(std::move(opening));
}

void notification_throttle::send_ending(
    subject& s, routed_alarm ending, std::vector<routed_alarm>& out) {
  if (const auto sent = s.sent_for(ending.alarm.closes); sent != s.sent.end()) {
    auto& a = ending.alarm;
    if (a.closes != sent->id) {
      end_alarm(a, sent->id, sent->name, sent->image);
      if (!sent->host.empty())
        a.host = sent->host;
    }
    s.sent.erase(sent);
  }
  out.push_back(std::move(ending));
}

bool notification_throttle::settle(subject& s, engine_time now, std::vector<routed_alarm>& out) {
  bool settled = false;
  const auto ended =
      std::ranges::find_if(s.sent, [](const auto& one) { return one.held_ending.has_value(); });
  if (ended != s.sent.end() && s.flapping_ends() <= now) {
    send_ending(s, *std::exchange(ended->held_ending, std::nullopt), out);
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
  // An ending that was not sent: the alarm is still open for receivers.
  const auto unended =
      std::ranges::find_if(s.sent, [](const auto& one) { return one.held_ending.has_value(); });
  if (unended != s.sent.end()) {
    unended->held_ending.reset();
    unended->replaced_by = incident.alarm.id;
    return;
  }
  const auto same = [&](const held_opening& o) { return o.what.alarm.id == incident.alarm.id; };
  if (const auto older = std::ranges::find_if(s.held, same); older != s.held.end()) {
    older->what = std::move(incident); // a newer version of the same alarm
    return;
  }
  const auto maintained = maintained_until(windows_, incident, now);
  const bool is_update =
      std::ranges::find(s.sent, incident.alarm.id, &sent_opening::id) != s.sent.end();
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
    if (const auto sent = s.sent_for(a.closes); sent != s.sent.end()) {
      a.closes = sent->id;
      s.sent.erase(sent);
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
  const auto sent = s.sent_for(ended);
  if (s.is_flapping && sent != s.sent.end())
    sent->held_ending = std::move(incident);
  else
    send_ending(s, std::move(incident), out);
}

void notification_throttle::note_up(const std::string& identity, engine_time now) {
  std::vector<subject_key> returned;
  for (const auto& key : waiting_)
    if (key.identity == identity)
      returned.push_back(key);
  for (const auto& key : returned) {
    auto& held = subjects_.at(key).held;
    std::erase_if(held, [](const held_opening& o) {
      return o.what.alarm.kind == alarm_kind::down && o.what.alarm.state == alarm_state::event;
    });
    for (auto& opening : held)
      if (opening.what.alarm.kind == alarm_kind::down)
        opening.cooldown_until = std::max(opening.cooldown_until, later(now, up_settles));
    changed(key);
  }
}

void notification_throttle::rename(
    const std::string& former_identity, const std::string& identity) {
  if (former_identity == identity)
    return;
  std::vector<subject_key> keys;
  for (const auto& [key, s] : subjects_)
    if (key.identity == former_identity)
      keys.push_back(key);
  for (const auto& key : keys) {
    auto moved = subjects_.extract(key);
    moved.key().identity = identity;
    const auto renamed = moved.key();
    changed(key);
    if (const auto taken = subjects_.find(renamed); taken != subjects_.end())
      taken->second.merge(std::move(moved.mapped()));
    else
      subjects_.insert(std::move(moved));
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
    if (was_flapping || cooling || maintained_until(windows_, incident, now))
      break;
    const auto due = later(std::min(now, incident.alarm.time), incident.decision.hold);
    if (incident.alarm.kind == alarm_kind::down && now < due)
      s.held.push_back({std::move(incident), due, std::nullopt});
    else
      send_opening(s, std::move(incident), now, out);
    break;
  }
  }
  if (s.is_idle(now))
    subjects_.erase(key);
  changed(key);
}

void notification_throttle::expire(engine_time now, std::vector<routed_alarm>& out) {
  std::vector<subject_key> due;
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

void notification_throttle::changed(const subject_key& key) {
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
