#include "model/alarm/notification_throttle.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

namespace {

bool may_be_held(const routing_decision& decision) {
  return decision.hold.count() > 0 || decision.cooldown.count() > 0
         || decision.flapping.changes > 0;
}

/// Whose openings and endings belong together.
std::string key_of(const routed_alarm& news) {
  const auto& a = news.alarm;
  auto key = a.identity.empty() ? a.host : a.identity;
  key += '|';
  key += to_string(a.state == alarm_state::closed ? ended_kind(a.kind) : a.kind);
  key += '|';
  key += a.kind == alarm_kind::threshold ? a.rule : news.decision.rule;
  return key;
}

/// When the maintenance is over that an opening or an event falls into.
std::optional<engine_time> maintained_until(
    const std::vector<maintenance_window>& windows, const routed_alarm& news, engine_time now) {
  if (windows.empty() || news.alarm.state == alarm_state::closed)
    return std::nullopt;
  if (news.container || news.alarm.container_name.empty())
    return maintenance_end(windows, news.container.get(), now);
  container told;
  told.name = news.alarm.container_name;
  told.image = news.alarm.image;
  return maintenance_end(windows, &told, now);
}

} // namespace

engine_time notification_throttle::held_opening::until() const {
  return std::max(cool, maintained.value_or(cool));
}

engine_time notification_throttle::subject::calm() const {
  return changes.empty() ? engine_time::min() : changes.back() + flapping.within;
}

std::optional<engine_time> notification_throttle::subject::deadline() const {
  std::optional<engine_time> next;
  if (held_ending)
    next = calm();
  for (const auto& opening : held)
    next = std::min(opening.until(), next.value_or(opening.until()));
  return next;
}

bool notification_throttle::subject::is_idle(engine_time now) const {
  return held.empty() && !held_ending && !told && (changes.empty() || calm() <= now)
         && (!opened || *opened + cooldown <= now);
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
  if (s.is_flapping && s.calm() <= now)
    s.is_flapping = false;
  std::erase_if(s.changes, [&](engine_time at) { return at + s.flapping.within <= now; });
  s.changes.push_back(now);
  if (s.changes.size() > s.flapping.changes) {
    s.is_flapping = true;
    s.changes.erase(s.changes.begin(), s.changes.end() - (s.flapping.changes + 1));
  }
}

void notification_throttle::tell_opening(
    subject& s, routed_alarm opening, engine_time now, std::vector<routed_alarm>& out) {
  s.opened = now;
  const bool is_damped = s.flapping.changes > 0 || s.cooldown.count() > 0;
  if (is_damped && opening.alarm.state == alarm_state::open)
    s.told = told_opening{
        opening.alarm.id, opening.alarm.container_name, opening.alarm.image, opening.alarm.host,
        opening.alarm.id};
  out.push_back(std::move(opening));
}

void notification_throttle::tell_ending(
    subject& s, routed_alarm ending, std::vector<routed_alarm>& out) {
  if (s.told && s.told->stands_for == ending.alarm.closes) {
    auto& a = ending.alarm;
    if (a.closes != s.told->id) {
      end_alarm(a, s.told->id, s.told->name, s.told->image);
      if (!s.told->host.empty())
        a.host = s.told->host;
    }
    s.told.reset();
  }
  out.push_back(std::move(ending));
}

bool notification_throttle::settle(subject& s, engine_time now, std::vector<routed_alarm>& out) {
  bool settled = false;
  if (s.held_ending && s.calm() <= now) {
    tell_ending(s, *std::exchange(s.held_ending, std::nullopt), out);
    s.is_flapping = false;
    settled = true;
  }
  // One opening starts the cooldown of the next.
  const auto due = std::ranges::find_if(s.held, [&](const auto& o) { return o.until() <= now; });
  if (due != s.held.end()) {
    auto opening = std::move(due->what);
    s.held.erase(due);
    tell_opening(s, std::move(opening), now, out);
    for (auto& other : s.held)
      other.cool = std::max(other.cool, now + s.cooldown);
    settled = true;
  }
  return settled;
}

void notification_throttle::open(
    subject& s, routed_alarm news, engine_time now, std::vector<routed_alarm>& out) {
  if (s.held_ending) { // to people it never ended
    s.held_ending.reset();
    s.told->stands_for = news.alarm.id;
    return;
  }
  const auto same = [&](const held_opening& o) { return o.what.alarm.id == news.alarm.id; };
  if (const auto older = std::ranges::find_if(s.held, same); older != s.held.end()) {
    older->what = std::move(news); // it tells more of itself
    return;
  }
  const auto maintained = maintained_until(windows_, news, now);
  const bool is_update = s.told && s.told->id == news.alarm.id;
  auto cool = s.opened && !is_update ? std::max(now, *s.opened + s.cooldown) : now;
  if (!is_update) // an engine's clock may be ahead of ours
    cool = std::max(cool, std::min(now, news.alarm.time) + news.decision.hold);
  if (cool <= now && !maintained)
    tell_opening(s, std::move(news), now, out);
  else
    s.held.push_back({std::move(news), cool, maintained});
}

/// Forgets what an opening ends, which may be of another kind; nobody need be told of an end of
/// what nobody was told of.
void notification_throttle::supersede(routed_alarm& news) {
  auto& a = news.alarm;
  for (auto& [key, s] : subjects_) {
    if (s.told && s.told->stands_for == a.closes) {
      a.closes = s.told->id;
      s.told.reset();
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

void notification_throttle::close(subject& s, routed_alarm news, std::vector<routed_alarm>& out) {
  const auto& ended = news.alarm.closes;
  const auto dropped =
      std::erase_if(s.held, [&](const held_opening& o) { return o.what.alarm.id == ended; });
  if (dropped > 0)
    return;
  if (s.is_flapping && s.told && s.told->stands_for == ended)
    s.held_ending = std::move(news);
  else
    tell_ending(s, std::move(news), out);
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
    routed_alarm news, engine_time now, std::vector<routed_alarm>& out) {
  if (news.decision.muted)
    return;
  const auto key = key_of(news);
  const bool opens = news.alarm.state == alarm_state::open;
  if (opens && !news.alarm.closes.empty())
    supersede(news);
  const bool ends_too = opens && !news.alarm.closes.empty();
  if (!subjects_.contains(key) && !may_be_held(news.decision)
      && (ends_too || !maintained_until(windows_, news, now))) {
    out.push_back(std::move(news));
    return;
  }
  forget_idle(now);
  auto& s = subjects_[key];
  while (settle(s, now, out)) {
  }
  s.cooldown = news.decision.cooldown;
  s.flapping = news.decision.flapping;
  const bool was_flapping = s.is_flapping && now < s.calm();
  note_change(s, now);
  switch (news.alarm.state) {
  case alarm_state::open:
    if (ends_too)
      tell_opening(s, std::move(news), now, out);
    else
      open(s, std::move(news), now, out);
    break;
  case alarm_state::closed:
    close(s, std::move(news), out);
    break;
  case alarm_state::event: {
    const bool cooling = s.opened && now < *s.opened + s.cooldown;
    if (!was_flapping && !cooling && !maintained_until(windows_, news, now))
      tell_opening(s, std::move(news), now, out);
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
