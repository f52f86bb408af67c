// What the views look up in the overview.
#include "terminal/client/overview.hpp"

#include <algorithm>

namespace docker_monitor::terminal {

const container_entry* overview::find(const std::string& id) const {
  const auto found = containers_.find(id);
  return found == containers_.end() ? nullptr : &found->second;
}

const shown_alarm* overview::find_alarm(std::string_view id) const {
  const auto found = std::ranges::find(alarms_, id, &model::alarm::id);
  return found == alarms_.end() ? nullptr : &*found;
}

const shown_alarm* overview::end_of(const model::alarm& alarm) const {
  const auto found = std::ranges::find(alarms_, alarm.id, &model::alarm::closes);
  return alarm.id.empty() || found == alarms_.end() ? nullptr : &*found;
}

bool overview::is_open(const model::alarm& alarm) const {
  return open_.contains(alarm.id);
}

const shown_alarm* overview::newest_open_alarm() const {
  const auto newest =
      std::ranges::max_element(open_, {}, [](const auto& known) { return known.second.time; });
  return newest == open_.end() ? nullptr : &newest->second;
}

std::vector<const shown_alarm*> overview::alarms_of(const container_row& row) const {
  std::vector<const shown_alarm*> found;
  for (const auto& alarm : alarms_)
    if (alarm.container_id == row.id
        || (alarm.container_id.empty() && alarm.container_name == row.name))
      found.push_back(&alarm);
  return found;
}

std::optional<std::chrono::seconds> overview::silent_for(steady_time now) const {
  using namespace std::chrono_literals;
  const bool expected = std::ranges::any_of(
      containers_, [](const auto& known) { return known.second.row.sampled_at.has_value(); });
  if (!sampled_ || !expected)
    return std::nullopt;
  // After a reconnect of the engine the silence starts with the reconnect.
  const auto silence = now - std::max(*sampled_, connected_);
  const auto pause = std::max(pause_, host_ ? host_->interval : 0ns);
  const std::chrono::nanoseconds timeout = pause > 0ns ? 5s + 3 * pause : 20s;
  if (silence <= std::min<std::chrono::nanoseconds>(timeout, 1h))
    return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(silence);
}

} // namespace docker_monitor::terminal
