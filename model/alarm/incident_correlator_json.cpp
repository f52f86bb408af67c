// The correlator's saved states.

#include "model/alarm/incident_correlator.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <utility>

namespace docker_monitor::model {

saved_states incident_correlator::take_unsaved() {
  using nlohmann::json;
  saved_states states;
  for (const auto& identity : std::exchange(unsaved_, {})) {
    saved_state state{area, identity, {}};
    if (const auto found = incidents_.find(identity); found != incidents_.end()) {
      const auto& s = found->second;
      json object{{"looping", s.looping}, {"oomInLoop", s.oom_in_loop}};
      const auto put = [&](const char* key, const std::optional<alarm>& a) {
        if (a)
          object[key] = to_json(*a, log_lines::included);
      };
      put("heldDown", s.held_down);
      put("heldPause", s.held_pause);
      put("heldOom", s.held_oom);
      put("heldUp", s.held_up);
      put("openDown", s.open_down);
      put("openPause", s.open_pause);
      put("openHealth", s.open_health);
      state.text = object.dump();
    }
    states.push_back(std::move(state));
  }
  return states;
}

void incident_correlator::forget_saved() {
  for (const auto& [key, value] : incidents_)
    unsaved_.insert(key);
}

expected<bool> incident_correlator::restore(const saved_state& state, instant now) {
  using nlohmann::json;
  try {
    const auto object = json::parse(state.text);
    const auto get = [&](const char* key) -> std::optional<alarm> {
      const auto found = object.find(key);
      if (found == object.end())
        return std::nullopt;
      auto a = parse_alarm(found->get<std::string>());
      return a ? std::optional{*std::move(a)} : std::nullopt;
    };
    incident s;
    s.looping = object.at("looping").get<bool>();
    s.oom_in_loop = object.value("oomInLoop", false);
    s.held_down = get("heldDown");
    s.held_pause = get("heldPause");
    s.held_oom = get("heldOom");
    s.held_up = get("heldUp");
    s.open_down = get("openDown");
    s.open_pause = get("openPause");
    s.open_health = get("openHealth");
    s.down_at = s.looping
                    ? instant::max()
                    : now
                          + (s.held_down && s.held_down->cause == down_cause::engine ? settle_engine
                                                                                     : settle);
    s.pause_at = s.oom_at = s.up_at = now + settle;
    for (const auto* a : {&s.held_down, &s.held_pause, &s.open_down, &s.open_pause, &s.open_health})
      if (*a)
        identities_[(*a)->container_id] = state.key;
    incidents_.insert_or_assign(state.key, std::move(s));
    return true;
  } catch (const json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

} // namespace docker_monitor::model
