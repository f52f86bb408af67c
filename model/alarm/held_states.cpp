#include "model/alarm/held_states.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace docker_monitor::model {

void held_states::take(const saved_states& states, const saved_states& cursor) {
  for (const auto& state : states) {
    const auto [place, is_new] = states_.try_emplace(state.key, held{state, newest_});
    if (is_new)
      newest_is_limit_ = true;
    else
      place->second.state = state;
  }
  if (cursor.empty())
    return;
  if (!cursors_.empty() && !newest_is_limit_)
    cursors_.pop_back();
  cursors_.push_back({++newest_, cursor});
  newest_is_limit_ = false;
}

saved_states held_states::release(const std::function<bool(const std::string& id)>& waits) {
  saved_states released;
  auto limit = std::numeric_limits<std::uint64_t>::max();
  for (auto i = states_.begin(); i != states_.end();) {
    if (waits(i->first)) {
      limit = std::min(limit, i->second.after);
      ++i;
      continue;
    }
    released.push_back(std::move(i->second.state));
    i = states_.erase(i);
  }
  saved_states cursor;
  for (; !cursors_.empty() && cursors_.front().number <= limit; cursors_.pop_front())
    cursor = std::move(cursors_.front().states);
  std::ranges::move(cursor, std::back_inserter(released));
  return released;
}

} // namespace docker_monitor::model
