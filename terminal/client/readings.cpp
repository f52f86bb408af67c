#include "terminal/client/readings.hpp"

#include "engine/api/json_fields.hpp"
#include "model/time.hpp"

#include <algorithm>

namespace docker_monitor::terminal {

void readings::add(const reading& one, std::size_t most) {
  // A clock was set back, or the skew of the server's clock was just detected.
  while (!all_.empty() && all_.back().time > one.time)
    all_.pop_back();
  all_.push_back(one);
  while (all_.size() > most || all_.front().time + span < one.time)
    all_.pop_front();
}

void readings::prepend(const std::vector<reading>& older) {
  auto kept = older;
  if (!all_.empty())
    std::erase_if(kept, [&](const reading& r) { return r.time >= all_.front().time; });
  all_.insert(all_.begin(), kept.begin(), kept.end());
}

std::vector<float> readings::last_cpu(std::size_t count) const {
  std::vector<float> values;
  const auto from = all_.size() > count ? all_.size() - count : 0;
  values.reserve(all_.size() - from);
  for (auto i = from; i < all_.size(); ++i)
    values.push_back(all_[i].cpu);
  return values;
}

std::vector<std::pair<std::chrono::system_clock::time_point, float>>
parse_history(std::string_view json) {
  std::vector<std::pair<std::chrono::system_clock::time_point, float>> points;
  const auto document = engine::parse_object(json);
  simdjson::dom::array array;
  if (!document || (*document)["points"].get(array) != simdjson::SUCCESS)
    return points;
  for (const auto element : array) {
    simdjson::dom::array point;
    std::string_view time;
    double average = 0;
    if (element.get(point) != simdjson::SUCCESS || point.at(0).get(time) != simdjson::SUCCESS
        || point.at(2).get(average) != simdjson::SUCCESS)
      continue;
    if (const auto at = model::parse_rfc3339(time))
      points.emplace_back(
          std::chrono::floor<std::chrono::system_clock::duration>(*at),
          static_cast<float>(average));
  }
  return points;
}

} // namespace docker_monitor::terminal
