#include "model/rule/maintenance.hpp"

#include <algorithm>

namespace docker_monitor::model {

namespace {

engine_time
moment(const time_zone_ptr& zone, std::chrono::local_days day, std::chrono::minutes time_of_day) {
  return zone ? zone->moment(day, time_of_day) : engine_time{day.time_since_epoch() + time_of_day};
}

} // namespace

bool container_choice::covers(const container* container) const {
  if (!container)
    return !has_include;
  return filter.watches(*container) || followed.contains(container->id);
}

std::optional<engine_time> maintenance_window::end(engine_time now) const {
  using std::chrono::days;
  if (once)
    return once->from <= now && now < once->to ? std::optional{once->to} : std::nullopt;
  const auto ahead = zone ? zone->offset(now) : std::chrono::seconds{0};
  const std::chrono::local_days today{
      std::chrono::floor<days>(now.time_since_epoch() + std::chrono::nanoseconds{ahead})};
  std::optional<engine_time> latest;
  for (const auto day : {today, today - days{1}}) { // a window that began yesterday may still last
    const auto weekday = std::chrono::weekday{day}.c_encoding();
    if ((this->days >> weekday & 1U) == 0)
      continue;
    const auto begin = moment(zone, day, from);
    const auto over = moment(zone, day + (to <= from ? days{1} : days{0}), to);
    if (begin <= now && now < over)
      latest = std::max(over, latest.value_or(over));
  }
  return latest;
}

std::optional<engine_time> maintenance_end(
    std::span<const maintenance_window> windows, const container* container, engine_time now) {
  constexpr auto longest = std::chrono::days{366};
  std::optional<engine_time> over;
  for (bool longer = true; longer && over.value_or(now) < now + longest;) {
    longer = false;
    for (const auto& window : windows) {
      if (!window.containers.covers(container))
        continue;
      if (const auto end = window.end(over.value_or(now))) {
        over = *end;
        longer = true;
      }
    }
  }
  return over;
}

} // namespace docker_monitor::model
