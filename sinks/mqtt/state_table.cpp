#include "sinks/mqtt/state_table.hpp"

#include "model/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace docker_monitor::sinks {

namespace {

using model::alarm_state;

/// Returns a name as one level of a topic.
std::string level_of(std::string name) {
  std::ranges::replace_if(
      name, [](unsigned char c) { return c == '/' || c == '+' || c == '#' || c <= ' ' || c > '~'; },
      '_');
  return name.empty() ? "_" : name;
}

std::string state_topic_of(const model::alarm& alarm) {
  if (is_about_host(alarm))
    return "host/" + level_of(alarm.host);
  return "state/" + (alarm.host.empty() ? "" : level_of(alarm.host) + "/")
         + level_of(alarm.container_name);
}

} // namespace

std::vector<state_table::state> state_table::end_elsewhere(const model::alarm& alarm) {
  std::vector<state> ended;
  if (alarm.closes.empty())
    return ended;
  const auto own = subjects_.find(state_topic_of(alarm));
  if (own != subjects_.end() && own->second.open.contains(alarm.closes))
    return ended; // as nearly always: no search
  for (auto& [topic, about] : subjects_)
    if (about.open.erase(alarm.closes) > 0)
      ended.push_back({topic, text_of(about)});
  return ended;
}

state_table::state state_table::take(const model::alarm& alarm) {
  if (alarm.kind == model::alarm_kind::heartbeat)
    return {};
  const bool is_host = is_about_host(alarm);
  const auto topic = state_topic_of(alarm);
  auto& about = subjects_[topic];
  about.name = is_host ? alarm.host : alarm.container_name;
  about.host = alarm.host;
  about.is_host = is_host;
  about.container_id = alarm.container_id;
  about.changed = alarm.time;
  about.open.erase(alarm.closes);
  if (alarm.state == alarm_state::open) {
    auto kept = alarm;
    kept.log_lines.clear();
    about.open.insert_or_assign(alarm.id, std::move(kept));
  }
  return {topic, text_of(about)};
}

std::vector<state_table::state> state_table::forget(std::span<const std::string> container_ids) {
  std::vector<state> forgotten;
  std::erase_if(subjects_, [&](const auto& entry) {
    const auto& about = entry.second;
    const bool gone = !about.is_host && std::ranges::count(container_ids, about.container_id) > 0;
    if (gone)
      forgotten.push_back({entry.first, {}});
    return gone;
  });
  return forgotten;
}

std::vector<state_table::state> state_table::all() const {
  std::vector<state> states;
  for (const auto& [topic, about] : subjects_)
    states.push_back({topic, text_of(about)});
  return states;
}

/// Returns the state of a subject: its most severe open alarm, or that there is none.
std::string state_table::text_of(const subject& about) {
  nlohmann::ordered_json document{{about.is_host ? "host" : "container", about.name}};
  if (!about.host.empty())
    document["host"] = about.host;
  const auto gravest = std::ranges::max_element(
      about.open, {}, [](const auto& entry) { return entry.second.severity; });
  if (gravest == about.open.end()) {
    document["state"] = "ok";
    document["severity"] = model::to_string(model::severity::clear);
    document["since"] = model::format_rfc3339(about.changed);
  } else {
    const auto& alarm = gravest->second;
    document["state"] = model::to_string(alarm.kind);
    document["severity"] = model::to_string(alarm.severity);
    document["since"] = model::format_rfc3339(alarm.time);
    document["description"] = model::describe(alarm);
    document["alarm"] = alarm.id;
    document["open"] = about.open.size();
  }
  return model::printable_json(
      document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

} // namespace docker_monitor::sinks
