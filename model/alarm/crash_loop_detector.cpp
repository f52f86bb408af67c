#include "model/alarm/crash_loop_detector.hpp"

#include "model/alarm/alarm_builder.hpp"
#include "model/json_members.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

namespace {

bool by_itself(const alarm& down) {
  return down.cause != down_cause::stopped && down.cause != down_cause::engine;
}

const std::string& identity_of(const alarm& a) {
  return a.identity.empty() ? a.container_id : a.identity;
}

} // namespace

unsigned next_escalation(unsigned restarts) {
  unsigned step = 10;
  while (step <= restarts) {
    if (step * 3 > restarts)
      return step * 3;
    step *= 10;
  }
  return step;
}

void crash_loop_detector::take(const alarm& alarm, instant now, std::vector<model::alarm>& out) {
  const auto& identity = identity_of(alarm);
  if (alarm.kind == alarm_kind::down && by_itself(alarm)) {
    auto& e = episodes_[identity];
    e.down = true;
    e.ended_well = alarm.cause == down_cause::exited;
    e.quiet_at = now + quiet;
    e.last_down = alarm.time;
    e.removed.reset();
    e.container_id = alarm.container_id;
    identities_[alarm.container_id] = identity;
    unsaved_.insert(identity);
    return;
  }
  if (alarm.kind != alarm_kind::up)
    return;
  const auto found = episodes_.find(identity);
  if (found == episodes_.end())
    return;
  unsaved_.insert(identity);
  auto& e = found->second;
  e.container_id = alarm.container_id;
  identities_[alarm.container_id] = identity;
  e.removed.reset();
  const bool counts = is_restart(e, alarm);
  e.restart_count = alarm.restart_count;
  if (!std::exchange(e.down, false) || !counts)
    return;
  ++e.restarts;
  if (e.restarts >= (e.reported_at == 0 ? loop_begins : next_escalation(e.reported_at)))
    report(e, alarm, out);
}

/// After an end with 0, only the engine's count distinguishes a restart by policy from a new start.
/// The engine sets it to 0 when a person starts the container.
bool crash_loop_detector::is_restart(episode& e, const alarm& up) {
  return !e.ended_well || (up.restart_count.value_or(0) > 0 && up.restart_count != e.restart_count);
}

void crash_loop_detector::report(episode& e, const alarm& up, std::vector<alarm>& out) {
  alarm a;
  a.kind = alarm_kind::restart_loop;
  a.state = alarm_state::open;
  a.severity = default_severity(a.kind, a.state);
  a.origin = up.origin;
  a.time = up.time;
  a.container_id = up.container_id;
  a.container_name = up.container_name;
  a.image = up.image;
  a.image_id = up.image_id;
  a.identity = up.identity;
  a.host = up.host;
  a.restarts = e.restarts;
  a.id = alarm_id(up.container_id, up.time, a.kind, e.restarts);
  if (e.open)
    a.closes = e.open->id;
  e.reported_at = e.restarts;
  e.open = a;
  out.push_back(std::move(a));
}

void crash_loop_detector::end(episode& e, engine_time at, std::vector<alarm>& out) {
  if (!e.open)
    return;
  auto a = *std::exchange(e.open, std::nullopt);
  a.closes = std::exchange(a.id, alarm_id(a.id, {}, a.kind, 0));
  a.state = alarm_state::closed;
  a.severity = default_severity(a.kind, a.state);
  a.time = at;
  a.restarts = e.restarts;
  out.push_back(std::move(a));
}

void crash_loop_detector::forget(
    const std::string& container_id, engine_time at, instant now, std::vector<alarm>& out) {
  const auto known = identities_.find(container_id);
  if (known == identities_.end())
    return;
  const auto identity = known->second;
  identities_.erase(known);
  const auto found = episodes_.find(identity);
  if (found == episodes_.end() || found->second.container_id != container_id)
    return;
  auto& e = found->second;
  unsaved_.insert(identity);
  if (e.down) {
    e.removed = at;
    e.quiet_at = std::min(e.quiet_at, now + succession_time);
    return;
  }
  end(e, at, out);
  episodes_.erase(found);
}

void crash_loop_detector::succeed(const succession& taken) {
  auto own = episodes_.extract(taken.former_identity);
  if (!own)
    return;
  const auto& identity = taken.successor->identity;
  unsaved_.insert(taken.former_identity);
  unsaved_.insert(identity);
  identities_[taken.successor->id] = identity;
  own.key() = identity;
  if (const auto theirs = episodes_.find(identity); theirs != episodes_.end()) {
    own.mapped().restarts += theirs->second.restarts;
    if (!own.mapped().open) {
      own.mapped().open = theirs->second.open;
      own.mapped().reported_at = theirs->second.reported_at;
    }
    episodes_.erase(theirs);
  }
  episodes_.insert(std::move(own));
}

void crash_loop_detector::erase(const std::string& identity) {
  const auto found = episodes_.find(identity);
  if (const auto newest = identities_.find(found->second.container_id);
      newest != identities_.end() && newest->second == identity)
    identities_.erase(newest);
  episodes_.erase(found);
  unsaved_.insert(identity);
}

void crash_loop_detector::expire(instant now, std::vector<alarm>& out) {
  std::vector<std::string> over;
  for (auto& [identity, e] : episodes_) {
    if (e.quiet_at > now)
      continue;
    end(e, e.removed ? *e.removed : e.last_down + quiet, out);
    over.push_back(identity);
  }
  for (const auto& identity : over)
    erase(identity);
}

saved_states crash_loop_detector::take_unsaved() {
  using nlohmann::json;
  saved_states states;
  for (const auto& id : std::exchange(unsaved_, {})) {
    saved_state state{area, id, {}};
    if (const auto found = episodes_.find(id); found != episodes_.end()) {
      const auto& e = found->second;
      json object{
          {"restarts", e.restarts},
          {"toldAt", e.reported_at},
          {"down", e.down},
          {"endedWell", e.ended_well},
          {"container", e.container_id},
          {"lastDown", e.last_down.time_since_epoch().count()}};
      if (e.restart_count)
        object["restartCount"] = *e.restart_count;
      if (e.removed)
        object["removed"] = e.removed->time_since_epoch().count();
      if (e.open)
        object["open"] = to_json(*e.open);
      state.text = object.dump();
    }
    states.push_back(std::move(state));
  }
  return states;
}

void crash_loop_detector::forget_saved() {
  for (const auto& [key, value] : episodes_)
    unsaved_.insert(key);
}

expected<bool> crash_loop_detector::restore(const saved_state& state, instant now) {
  using nlohmann::json;
  try {
    const auto object = json::parse(state.text);
    episode e;
    e.restarts = value_of<unsigned>(object.at("restarts"));
    e.reported_at = value_of<unsigned>(object.at("toldAt"));
    e.down = object.at("down").get<bool>();
    e.last_down = time_of_ns(object.at("lastDown"));
    e.quiet_at = now + quiet;
    e.ended_well = object.value("endedWell", false);
    e.container_id = object.value("container", state.key);
    if (object.contains("restartCount"))
      e.restart_count = value_of<std::uint64_t>(object.at("restartCount"));
    if (object.contains("removed")) {
      e.removed = time_of_ns(object.at("removed"));
      e.quiet_at = now + succession_time;
    }
    if (object.contains("open")) {
      auto open = parse_alarm(object.at("open").get<std::string>());
      if (!open)
        return open.error();
      e.open = *std::move(open);
    }
    // Earlier versions counted by container.
    const auto identity =
        object.contains("container") || !e.open ? state.key : identity_of(*e.open);
    if (identity != state.key)
      unsaved_.insert({state.key, identity});
    identities_[e.container_id] = identity;
    episodes_.insert_or_assign(identity, std::move(e));
    return true;
  } catch (const json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

} // namespace docker_monitor::model
