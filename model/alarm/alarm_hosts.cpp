#include "model/alarm/alarm_hosts.hpp"

#include "model/alarm/alarm_builder.hpp"
#include "model/json_members.hpp"
#include "model/nearest_word.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::model {

void alarm_hosts::set_name(const std::string& name) {
  if (name.empty() || name == name_)
    return;
  name_ = name;
  unsaved_.insert("");
}

void alarm_hosts::stamp(alarm& alarm) {
  if (const auto known = open_.find(alarm.closes); known != open_.end()) {
    alarm.host = known->second.host;
    unsaved_.insert(known->first);
    open_.erase(known);
  }
  if (alarm.host.empty())
    alarm.host = name_;
  if (alarm.state != alarm_state::open || alarm.container_id.empty())
    return;
  open_.insert_or_assign(
      alarm.id,
      raised{alarm.host, alarm.container_id, alarm.container_name, alarm.image, alarm.kind});
  unsaved_.insert(alarm.id);
}

std::optional<alarm> alarm_hosts::acknowledged(const std::string& id, engine_time now) {
  const auto found = open_.find(id);
  if (found == open_.end() || found->second.kind != alarm_kind::down)
    return std::nullopt;
  const auto& known = found->second;
  alarm ending;
  ending.id = alarm_id(id, now, known.kind, 0);
  ending.kind = known.kind;
  ending.state = alarm_state::closed;
  ending.severity = severity::clear;
  ending.time = now;
  ending.container_id = known.container_id;
  ending.container_name = known.name;
  ending.image = known.image;
  ending.host = known.host;
  ending.closes = id;
  unsaved_.insert(id);
  open_.erase(found);
  return ending;
}

std::string alarm_hosts::suggestion_for(const std::string& word) const {
  std::vector<std::string_view> known;
  std::string_view of_container; // the first id, since the map has no order
  for (const auto& [id, alarm] : open_) {
    known.push_back(id);
    known.push_back(alarm.name);
    if (alarm.name == word && (of_container.empty() || id < of_container))
      of_container = id;
  }
  if (!of_container.empty())
    return "; the open alarm of " + word + " is " + std::string{of_container};
  std::ranges::sort(known);
  const auto nearest = nearest_word(word, known);
  return nearest.empty() ? std::string{} : "; did you mean " + std::string{nearest} + "?";
}

void alarm_hosts::forget(const std::string& container_id) {
  std::erase_if(open_, [&](const auto& entry) {
    const bool gone = entry.second.container_id == container_id;
    if (gone)
      unsaved_.insert(entry.first);
    return gone;
  });
}

saved_states alarm_hosts::take_unsaved() {
  saved_states states;
  for (const auto& id : std::exchange(unsaved_, {})) {
    saved_state state{area, id, {}};
    const auto found = open_.find(id);
    if (id.empty())
      state.text = nlohmann::json{{"name", name_}}.dump();
    else if (found != open_.end())
      state.text =
          nlohmann::json{
              {"name", found->second.host},
              {"container", found->second.container_id},
              {"containerName", found->second.name},
              {"image", found->second.image},
              {"kind", to_string(found->second.kind)}}
              .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    states.push_back(std::move(state));
  }
  return states;
}

void alarm_hosts::forget_saved() {
  if (!name_.empty())
    unsaved_.insert("");
  for (const auto& [id, known] : open_)
    unsaved_.insert(id);
}

expected<bool> alarm_hosts::restore(const saved_state& state) {
  try {
    const auto object = nlohmann::json::parse(state.text);
    auto name = object.at("name").get<std::string>();
    if (state.key.empty()) {
      name_ = std::move(name);
      return true;
    }
    const auto kind = parse_alarm_kind(object.at("kind").get<std::string>());
    if (!kind)
      refuse_json("no kind of alarm");
    open_.insert_or_assign(
        state.key, raised{
                       std::move(name), object.at("container").get<std::string>(),
                       object.at("containerName").get<std::string>(),
                       object.at("image").get<std::string>(), *kind});
    return true;
  } catch (const nlohmann::json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

} // namespace docker_monitor::model
