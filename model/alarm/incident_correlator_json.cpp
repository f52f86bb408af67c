// The correlator's saved states.

#include "model/alarm/incident_correlator.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <utility>

namespace docker_monitor::model {

namespace {

/// Calls a function with the key and the value of each alarm of an incident.
template <class Incident, class Function>
void for_each_alarm(Incident& s, const Function& with) {
  with("heldDown", s.held_down);
  with("heldPause", s.held_pause);
  with("heldOom", s.held_oom);
  with("heldUp", s.held_up);
  with("openDown", s.open_down);
  with("openPause", s.open_pause);
  with("openHealth", s.open_health);
}

} // namespace

saved_states incident_correlator::take_unsaved() {
  using nlohmann::json;
  saved_states states;
  for (const auto& identity : std::exchange(unsaved_, {})) {
    saved_state state{area, identity, {}};
    if (const auto found = incidents_.find(identity); found != incidents_.end()) {
      const auto& s = found->second;
      json object{{"looping", s.looping}, {"oomInLoop", s.oom_in_loop}};
      for_each_alarm(s, [&](const char* key, const std::optional<alarm>& a) {
        if (a)
          object[key] = to_json(*a, log_lines::included);
      });
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
    incident s;
    s.looping = object.at("looping").get<bool>();
    s.oom_in_loop = object.value("oomInLoop", false);
    for_each_alarm(s, [&](const char* key, std::optional<alarm>& into) {
      const auto found = object.find(key);
      if (found == object.end())
        return;
      if (auto a = parse_alarm(found->get<std::string>()))
        into = *std::move(a);
    });
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
