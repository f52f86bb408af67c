#include "model/alarm/self_alarms.hpp"

#include "model/alarm/alarm_builder.hpp"

#include <utility>

namespace docker_monitor::model {

namespace {

std::string key_of(alarm_kind kind, const std::string& source) {
  return std::string{to_string(kind)} + ' ' + source;
}

alarm ended(const alarm& open, engine_time now) {
  auto a = open;
  a.id = alarm_id(open.id, {}, open.kind, 0);
  a.closes = open.id;
  a.state = alarm_state::closed;
  a.severity = default_severity(a.kind, a.state);
  a.time = now;
  return a;
}

} // namespace

alarm host_event(
    alarm_kind kind, const std::string& host, const std::string& source, engine_time at) {
  alarm a;
  a.kind = kind;
  a.state = alarm_state::event;
  a.severity = default_severity(kind, a.state);
  a.host = host.empty() ? "-" : host;
  a.time = at;
  a.id = alarm_id(source, at, kind, 1);
  return a;
}

void self_alarms::begin(
    alarm_kind kind, const std::string& source, engine_time since, engine_time now,
    const std::string& reason, std::vector<alarm>& out) {
  const auto key = key_of(kind, source);
  if (const auto known = open_.find(key); known != open_.end()) {
    known->second.expires_at = instant::max();
    return;
  }
  auto a = host_event(kind, host_, source, since);
  a.state = alarm_state::open;
  a.time = now;
  a.reason = reason;
  open_[key].open = a;
  unsaved_.insert(key);
  out.push_back(std::move(a));
}

void self_alarms::end(
    alarm_kind kind, const std::string& source, engine_time now, std::vector<alarm>& out) {
  const auto found = open_.find(key_of(kind, source));
  if (found == open_.end())
    return;
  out.push_back(ended(found->second.open, now));
  unsaved_.insert(found->first);
  open_.erase(found);
}

void self_alarms::end_all(alarm_kind kind, engine_time now, std::vector<alarm>& out) {
  for (auto i = open_.begin(); i != open_.end();) {
    if (i->second.open.kind != kind) {
      ++i;
      continue;
    }
    out.push_back(ended(i->second.open, now));
    unsaved_.insert(i->first);
    i = open_.erase(i);
  }
}

bool self_alarms::is_open(alarm_kind kind, const std::string& source) const {
  return open_.contains(key_of(kind, source));
}

void self_alarms::expire(instant now, engine_time time, std::vector<alarm>& out) {
  for (auto i = open_.begin(); i != open_.end();) {
    if (i->second.expires_at > now) {
      ++i;
      continue;
    }
    out.push_back(ended(i->second.open, time));
    unsaved_.insert(i->first);
    i = open_.erase(i);
  }
}

saved_states self_alarms::take_unsaved() {
  saved_states states;
  for (const auto& key : std::exchange(unsaved_, {})) {
    const auto found = open_.find(key);
    states.push_back(
        {area, key, found == open_.end() ? std::string{} : to_json(found->second.open)});
  }
  return states;
}

void self_alarms::forget_saved() {
  for (const auto& [key, value] : open_)
    unsaved_.insert(key);
}

expected<bool> self_alarms::restore(const saved_state& state, instant now) {
  auto open = parse_alarm(state.text);
  if (!open)
    return open.error();
  open_[state.key] = {*std::move(open), now + timeout};
  return true;
}

} // namespace docker_monitor::model
