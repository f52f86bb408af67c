#include "simulator/api/event_log.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace docker_monitor::simulator {

namespace {

bool read_values(const nlohmann::json& value, std::vector<std::string>& into) {
  if (value.is_array()) {
    for (const auto& item : value) {
      if (!item.is_string())
        return false;
      into.push_back(item.get<std::string>());
    }
    return true;
  }
  if (!value.is_object())
    return false;
  for (const auto& [key, wanted] : value.items()) {
    if (!wanted.is_boolean())
      return false;
    if (wanted.get<bool>())
      into.push_back(key);
  }
  return true;
}

} // namespace

model::expected<event_filter> event_filter::parse(std::string_view json) {
  event_filter filter;
  if (json.empty())
    return filter;
  const auto value = nlohmann::json::parse(json, nullptr, false);
  const model::failure invalid{model::failure_code::malformed, "invalid filter"};
  if (!value.is_object())
    return invalid;
  for (const auto& [key, wanted] : value.items()) {
    std::vector<std::string> values;
    if (!read_values(wanted, values))
      return invalid;
    if (key == "event")
      filter.actions_ = std::move(values);
    else if (key == "type")
      filter.types_ = std::move(values);
  }
  static constexpr std::array<std::string_view, 3> open_ended{
      "health_status", "exec_create", "exec_start"};
  filter.by_prefix_ = std::any_of(open_ended.begin(), open_ended.end(), [&](auto word) {
    return std::find(filter.actions_.begin(), filter.actions_.end(), word) != filter.actions_.end();
  });
  return filter;
}

bool event_filter::matches(const simulated_event& event) const {
  const bool type_wanted =
      types_.empty() || std::find(types_.begin(), types_.end(), event.type) != types_.end();
  if (!type_wanted || actions_.empty())
    return type_wanted;
  return std::any_of(actions_.begin(), actions_.end(), [&](const auto& wanted) {
    return by_prefix_ ? event.action.starts_with(wanted) : event.action == wanted;
  });
}

void event_log::append(event_ptr event) {
  if (events_.size() == capacity)
    events_.pop_front();
  events_.push_back(std::move(event));
}

std::vector<event_ptr> event_log::replay(
    std::optional<model::engine_time> since, std::optional<model::engine_time> until,
    const event_filter& filter) const {
  std::vector<event_ptr> events;
  if (!since && !until)
    return events;
  for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
    if (since && (*event)->time < *since)
      break;
    if ((!until || (*event)->time <= *until) && filter.matches(**event))
      events.push_back(*event);
  }
  std::reverse(events.begin(), events.end());
  return events;
}

} // namespace docker_monitor::simulator
