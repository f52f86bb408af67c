#include "model/alarm/incident_correlator.hpp"

#include "model/alarm/alarm_builder.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace docker_monitor::model {

namespace {

bool asked_for(const alarm& down) {
  return down.cause == down_cause::stopped || down.cause == down_cause::exited;
}

/// Returns the alarm about the out-of-memory kill that a down names.
alarm oom_of(const alarm& down) {
  auto a = down;
  a.id = alarm_id(down.id, {}, alarm_kind::oom, 0);
  a.kind = alarm_kind::oom;
  a.state = alarm_state::event;
  a.severity = default_severity(a.kind, a.state);
  a.exit_code.reset();
  a.cause.reset();
  a.oom_killed = false;
  return a;
}

/// Returns the alarm that closes an open incident; its members are those of `by` if it is not null.
alarm ended(const alarm& open, const alarm* by, engine_time when) {
  auto a = by ? *by : open;
  if (!by) {
    a.id = alarm_id(open.id, {}, open.kind, 0);
    a.time = when;
  }
  a.state = alarm_state::closed;
  a.severity = default_severity(a.kind, a.state);
  end_alarm(a, open.id, open.container_name, open.image);
  a.host = open.host;
  return a;
}

} // namespace

bool incident_correlator::incident::empty() const {
  return !held_down && !held_pause && !held_oom && !held_up && !open_down && !open_pause
         && !open_health && !looping;
}

void incident_correlator::take(const alarm& alarm, instant now, std::vector<model::alarm>& out) {
  if (alarm.kind == alarm_kind::engine_unreachable) {
    if (alarm.state == alarm_state::open)
      engine_left({});
    else
      engine_back(now);
  }
  if (alarm.container_id.empty() || alarm.kind == alarm_kind::threshold) {
    out.push_back(alarm);
    return;
  }
  const auto identity = alarm.identity.empty() ? alarm.container_name : alarm.identity;
  unsaved_.insert(identity);
  auto& s = incidents_[identity];
  identities_[alarm.container_id] = identity;
  switch (alarm.kind) {
  case alarm_kind::down:
    take_down(s, alarm, now, out);
    break;
  case alarm_kind::up:
    end_pause(s, alarm, out);
    take_up(s, alarm, now);
    break;
  case alarm_kind::paused:
    s.held_pause = alarm;
    s.pause_at = now + settle;
    break;
  case alarm_kind::unpaused:
    end_pause(s, alarm, out);
    break;
  case alarm_kind::oom:
    if (s.inferred_oom && std::chrono::abs(alarm.time - *s.inferred_oom) < oom_to_death)
      break;
    s.event_of_oom = alarm.time;
    s.held_oom = alarm;
    s.oom_at = now + settle;
    if (s.looping && std::exchange(s.oom_in_loop, true))
      s.held_oom.reset(); // reported once per loop
    else if (s.looping || s.open_down)
      report_oom(s, out);
    break;
  case alarm_kind::unhealthy:
    s.open_health = alarm;
    out.push_back(alarm);
    break;
  case alarm_kind::healthy:
    if (s.open_health)
      out.push_back(ended(*std::exchange(s.open_health, std::nullopt), &alarm, alarm.time));
    break;
  case alarm_kind::restart_loop:
    take_loop(s, alarm, now, out);
    break;
  default:
    out.push_back(alarm);
  }
  tidy(identity);
}

void incident_correlator::take_down(incident& s, alarm down, instant now, std::vector<alarm>& out) {
  end_pause(s, down, out);
  down.closes.clear(); // the end of a pause is an incident of its own
  const bool succeeded = s.held_up && down.cause == down_cause::exited;
  if (!succeeded) // a run that ends with code 0 settles the crash before it, however short it was
    s.held_up.reset();
  if (down.cause == down_cause::oom && !s.looping && !s.open_down)
    s.held_oom.reset(); // the down alarm includes it
  if (s.looping || asked_for(down) || down.cause == down_cause::engine) {
    // An open incident stays open: a person who was notified of the crash is not notified again
    // when they stop the container.
    infer_oom(s, down);
    report_oom(s, out);
    if (s.open_down && !s.looping && !succeeded)
      return;
    s.held_down = down;
    s.down_at = s.looping ? instant::max()
                : down.cause == down_cause::engine
                    ? (engine_away_ ? instant::max() : now + settle_engine)
                    : now + settle;
    return;
  }
  s.held_down.reset();
  if (s.open_down) {
    infer_oom(s, down);
    report_oom(s, out);
    return;
  }
  s.open_down = down;
  if (s.held_oom || down.oom_killed) {
    s.open_down->oom_killed = true;
    s.open_down->severity = std::max(down.severity, severity::critical);
    s.held_oom.reset();
  }
  out.push_back(*s.open_down);
}

/// Takes an out-of-memory kill from a down that is not reported, where the engine sent no event of
/// it.
void incident_correlator::infer_oom(incident& s, const alarm& down) {
  const bool is_known = s.held_oom || (s.open_down && s.open_down->oom_killed)
                        || (s.event_of_oom && down.time - *s.event_of_oom < oom_to_death);
  if (!down.oom_killed || is_known || (s.looping && std::exchange(s.oom_in_loop, true)))
    return;
  s.inferred_oom = down.time;
  s.held_oom = oom_of(down);
}

/// Reports the out-of-memory kill where no down alarm includes it.
void incident_correlator::report_oom(incident& s, std::vector<alarm>& out) {
  if (s.held_oom)
    out.push_back(*std::exchange(s.held_oom, std::nullopt));
}

void incident_correlator::take_up(incident& s, const alarm& up, instant now) {
  s.held_down.reset();
  if (!s.open_down || s.looping)
    return;
  s.held_up = up;
  s.up_at = now + settle;
}

void incident_correlator::take_loop(
    incident& s, const alarm& loop, instant now, std::vector<alarm>& out) {
  auto reported = loop;
  if (loop.state == alarm_state::open) {
    if (s.open_down && reported.closes.empty())
      reported.closes = s.open_down->id;
    s.open_down.reset();
    s.held_up.reset();
    s.looping = true;
    report_oom(s, out);
  } else {
    s.oom_in_loop = false;
    s.looping = false;
    // The down that ends the loop is reported now if the container is down.
    if (s.held_down)
      s.down_at = now;
  }
  out.push_back(std::move(reported));
}

std::vector<alarm> incident_correlator::engine_left(const std::vector<std::string>& ended_with_it) {
  engine_away_ = true;
  std::vector<alarm> amended;
  for (auto& [identity, s] : incidents_)
    s.down_at = instant::max();
  for (const auto& id : ended_with_it) {
    const auto known = identities_.find(id);
    const auto found =
        known == identities_.end() ? incidents_.end() : incidents_.find(known->second);
    if (found == incidents_.end())
      continue;
    auto& held = found->second.held_down;
    if (!held || held->container_id != id || held->cause != down_cause::stopped)
      continue;
    held->cause = down_cause::engine;
    amended.push_back(*held);
    unsaved_.insert(known->second);
  }
  return amended;
}

void incident_correlator::succeed(const succession& taken, instant now, std::vector<alarm>& out) {
  const auto& successor = *taken.successor;
  const auto& identity = successor.identity;
  auto former = incidents_.extract(taken.former_identity);
  unsaved_.insert(taken.former_identity);
  unsaved_.insert(identity);
  identities_[successor.id] = identity;
  auto& s = incidents_[identity];
  // The incidents of the predecessor are over, since the successor runs.
  s.held_down.reset();
  s.held_pause.reset();
  for (auto* open : {&s.open_pause, &s.open_health})
    if (*open)
      out.push_back(ended(*std::exchange(*open, std::nullopt), nullptr, taken.at));
  if (s.open_down && !s.held_up) {
    s.held_up = ended(*s.open_down, nullptr, taken.at);
    s.up_at = now + settle;
  }
  if (former) {
    auto& own = former.mapped();
    if (s.open_down && own.open_down)
      out.push_back(ended(*s.open_down, nullptr, own.open_down->time));
    const auto move = [](auto& to, auto& from) {
      if (from)
        to = std::exchange(from, std::nullopt);
    };
    if (own.open_down) {
      s.open_down = own.open_down;
      s.held_up = own.held_up;
      s.up_at = own.up_at;
    }
    if (own.held_down) {
      s.held_down = own.held_down;
      s.down_at = own.down_at;
    }
    if (own.held_pause)
      s.pause_at = own.pause_at;
    move(s.held_pause, own.held_pause);
    move(s.open_pause, own.open_pause);
    move(s.open_health, own.open_health);
    if (own.held_oom)
      s.oom_at = own.oom_at;
    move(s.held_oom, own.held_oom);
    s.looping = s.looping || own.looping;
  }
  tidy(identity);
}

void incident_correlator::engine_back(instant now) {
  if (!std::exchange(engine_away_, false))
    return;
  for (auto& [identity, s] : incidents_)
    if (s.held_down && !s.looping)
      s.down_at = now + settle_engine;
}

void incident_correlator::end_pause(incident& s, const alarm& by, std::vector<alarm>& out) {
  s.held_pause.reset();
  if (!s.open_pause)
    return;
  const auto open = *std::exchange(s.open_pause, std::nullopt);
  out.push_back(ended(open, by.kind == alarm_kind::unpaused ? &by : nullptr, by.time));
}

void incident_correlator::acknowledge(
    const std::string& id, engine_time when, std::vector<alarm>& out) {
  for (auto& [identity, s] : incidents_) {
    if (!s.open_down || s.open_down->id != id)
      continue;
    out.push_back(ended(*std::exchange(s.open_down, std::nullopt), nullptr, when));
    s.held_up.reset();
    unsaved_.insert(identity);
    tidy(identity);
    return;
  }
}

void incident_correlator::forget(
    const std::string& container_id, engine_time when, instant now, std::vector<alarm>& out) {
  const auto known = identities_.find(container_id);
  if (known == identities_.end())
    return;
  const auto identity = known->second;
  identities_.erase(known);
  const auto found = incidents_.find(identity);
  if (found == incidents_.end())
    return;
  auto& s = found->second;
  const auto is_its = [&](const std::optional<alarm>& a) {
    return a && a->container_id == container_id;
  };
  // A down that is held is dropped, since nothing would end its incident. A requested stop is kept:
  // it is an event, which needs no end.
  if (is_its(s.held_down) && s.held_down->cause != down_cause::stopped)
    s.held_down.reset();
  for (auto* open : {&s.open_pause, &s.open_health})
    if (is_its(*open))
      out.push_back(ended(*std::exchange(*open, std::nullopt), nullptr, when));
  if (is_its(s.open_down) && !s.held_up) { // unless a successor replaces it
    s.held_up = ended(*s.open_down, nullptr, when);
    s.up_at = now + settle;
  }
  unsaved_.insert(identity);
  tidy(identity);
}

void incident_correlator::expire(instant now, std::vector<alarm>& out) {
  for (auto i = incidents_.begin(); i != incidents_.end();) {
    auto& s = i->second;
    const auto identity = (i++)->first;
    const auto before = out.size();
    expire(s, now, out);
    if (out.size() == before)
      continue;
    unsaved_.insert(identity);
    tidy(identity);
  }
}

void incident_correlator::expire(incident& s, instant now, std::vector<alarm>& out) {
  if (s.held_oom && s.oom_at <= now)
    out.push_back(*std::exchange(s.held_oom, std::nullopt));
  if (s.held_pause && s.pause_at <= now) {
    s.open_pause = std::exchange(s.held_pause, std::nullopt);
    out.push_back(*s.open_pause);
  }
  if (s.held_up && s.up_at <= now) {
    const auto up = *std::exchange(s.held_up, std::nullopt);
    if (s.open_down)
      out.push_back(ended(*std::exchange(s.open_down, std::nullopt), &up, up.time));
  }
  if (s.held_down && s.down_at <= now) {
    auto down = *std::exchange(s.held_down, std::nullopt);
    if (asked_for(down)) {
      down.state = alarm_state::event;
      down.severity = severity::warning;
    } else {
      s.open_down = down;
    }
    out.push_back(std::move(down));
  }
}

void incident_correlator::tidy(const std::string& identity) {
  const auto found = incidents_.find(identity);
  if (found != incidents_.end() && found->second.empty())
    incidents_.erase(found);
}

} // namespace docker_monitor::model
