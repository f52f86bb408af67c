#include "model/alarm/restart_watch.hpp"

#include "model/alarm/alarm_folding.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

namespace {

bool by_itself(const alarm& down) {
  return down.cause != down_cause::stopped && down.cause != down_cause::engine;
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

void restart_watch::take(const alarm& alarm, instant now, std::vector<model::alarm>& out) {
  if (alarm.kind == alarm_kind::down && by_itself(alarm)) {
    auto& e = episodes_[alarm.container_id];
    e.down = true;
    e.quiet_at = now + quiet;
    e.last_down = alarm.time;
    unsaved_.insert(alarm.container_id);
    return;
  }
  if (alarm.kind != alarm_kind::up)
    return;
  const auto found = episodes_.find(alarm.container_id);
  if (found == episodes_.end() || !std::exchange(found->second.down, false))
    return;
  unsaved_.insert(alarm.container_id);
  auto& e = found->second;
  ++e.restarts;
  if (e.restarts >= (e.told_at == 0 ? loop_begins : next_escalation(e.told_at)))
    tell(e, alarm, out);
}

void restart_watch::tell(episode& e, const alarm& up, std::vector<alarm>& out) {
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
  a.restarts = e.restarts;
  a.id = alarm_id(up.container_id, up.time, a.kind, e.restarts);
  if (e.open)
    a.closes = e.open->id;
  e.told_at = e.restarts;
  e.open = a;
  out.push_back(std::move(a));
}

void restart_watch::end(episode& e, engine_time at, std::vector<alarm>& out) {
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

void restart_watch::forget(
    const std::string& container_id, engine_time now, std::vector<alarm>& out) {
  const auto found = episodes_.find(container_id);
  if (found == episodes_.end())
    return;
  end(found->second, now, out);
  episodes_.erase(found);
  unsaved_.insert(container_id);
}

void restart_watch::expire(instant now, std::vector<alarm>& out) {
  for (auto i = episodes_.begin(); i != episodes_.end();) {
    auto& e = i->second;
    if (e.quiet_at > now) {
      ++i;
      continue;
    }
    end(e, e.last_down + quiet, out);
    unsaved_.insert(i->first);
    i = episodes_.erase(i);
  }
}

saved_states restart_watch::take_unsaved() {
  using nlohmann::json;
  saved_states states;
  for (const auto& id : std::exchange(unsaved_, {})) {
    saved_state state{area, id, {}};
    if (const auto found = episodes_.find(id); found != episodes_.end()) {
      const auto& e = found->second;
      json object{
          {"restarts", e.restarts},
          {"toldAt", e.told_at},
          {"down", e.down},
          {"lastDown", e.last_down.time_since_epoch().count()}};
      if (e.open)
        object["open"] = to_json(*e.open);
      state.text = object.dump();
    }
    states.push_back(std::move(state));
  }
  return states;
}

void restart_watch::forget_saved() {
  for (const auto& [key, value] : episodes_)
    unsaved_.insert(key);
}

expected<bool> restart_watch::restore(const saved_state& state, instant now) {
  using nlohmann::json;
  try {
    const auto object = json::parse(state.text);
    episode e;
    e.restarts = object.at("restarts").get<unsigned>();
    e.told_at = object.at("toldAt").get<unsigned>();
    e.down = object.at("down").get<bool>();
    e.last_down = engine_time{std::chrono::nanoseconds{object.at("lastDown").get<std::int64_t>()}};
    e.quiet_at = now + quiet;
    if (object.contains("open")) {
      auto open = parse_alarm(object.at("open").get<std::string>());
      if (!open)
        return open.error();
      e.open = *std::move(open);
    }
    episodes_.insert_or_assign(state.key, std::move(e));
    return true;
  } catch (const json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

} // namespace docker_monitor::model
