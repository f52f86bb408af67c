#include "model/remote_write/series_tracker.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

void series_tracker::add(std::string_view labels) {
  current_.entries.push_back(
      {std::hash<std::string_view>{}(labels), static_cast<std::uint32_t>(labels.size()),
       current_.text.size()});
  current_.text += labels;
}

bool series_tracker::round::has(std::uint64_t hash, std::string_view labels) const {
  const auto same = std::ranges::equal_range(entries, hash, {}, &entry::hash);
  return std::ranges::any_of(same, [&](const entry& e) { return labels_of(e) == labels; });
}

void series_tracker::end_round(const std::function<void(std::string_view labels)>& vanished) {
  std::ranges::sort(current_.entries, {}, &round::entry::hash);
  for (const auto& entry : before_.entries)
    if (const auto labels = before_.labels_of(entry); !current_.has(entry.hash, labels))
      vanished(labels);
  const auto bytes = current_.text.size();
  const auto count = current_.entries.size();
  before_ = std::exchange(current_, {});
  current_.text.reserve(bytes); // the next round has about the same series
  current_.entries.reserve(count);
}

} // namespace docker_monitor::model
