#include "model/history/history_ring_buffer.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

void history_ring_buffer::put(time at, const history_row& row, const manner& how) {
  auto& c = chunk_of(at, how);
  const auto place = (at - c.start) / c.step;
  const auto begins = c.start + place * c.step;
  auto& into = c.rows[static_cast<std::size_t>(place)];
  if (readings_ > 0 && begins == newest_) {
    into = mean(into, readings_, row, 1);
    ++readings_;
    return;
  }
  const bool skipped = how.bridge && readings_ > 0 && begins == newest_ + 2 * c.step;
  newest_ = begins;
  readings_ = 1;
  into = row;
  if (!skipped)
    return;
  if (place > 0)
    c.rows[static_cast<std::size_t>(place - 1)] = row;
  else if (const auto count = chunks_.size(); count > 1 && chunks_[count - 2]->end() == c.start)
    chunks_[count - 2]->rows.back() = row;
}

history_ring_buffer::chunk& history_ring_buffer::chunk_of(time at, const manner& how) {
  while (!chunks_.empty() && chunks_.back()->start > at) {
    chunks_.pop_back();
    readings_ = 0;
  }
  if (!chunks_.empty() && at < chunks_.back()->end()) {
    auto& c = *chunks_.back();
    // The clock may also be set back within a chunk.
    for (auto place = (at - c.start) / c.step + 1;
         newest_ > at && place < static_cast<std::int64_t>(chunk_rows); ++place)
      c.rows[static_cast<std::size_t>(place)] = unknown_row();
    return c;
  }
  std::unique_ptr<chunk> next;
  while (!chunks_.empty() && chunks_.front()->end() <= at - how.keep) {
    next = std::move(chunks_.front()); // reused, not freed
    chunks_.erase(chunks_.begin());
  }
  if (!next)
    next = std::make_unique<chunk>();
  const auto length = how.step * static_cast<int>(chunk_rows);
  next->step = how.step;
  next->start = at - at.time_since_epoch() % length;
  // Chunks of another step may extend beyond the beginning of this one.
  if (!chunks_.empty() && chunks_.back()->end() > next->start)
    next->start = chunks_.back()->end();
  next->rows.fill(unknown_row());
  chunks_.push_back(std::move(next));
  return *chunks_.back();
}

void history_ring_buffer::coarsen(seconds step) {
  const auto old = std::exchange(chunks_, {});
  newest_ = {};
  readings_ = 0;
  manner how;
  how.step = step;
  how.keep = seconds::max() / 2; // the next reading removes what is too old
  for (const auto& c : old)
    for (std::size_t i = 0; i < chunk_rows; ++i)
      if (c->rows[i] != unknown_row()) {
        how.step = std::max(step, c->step);
        put(c->start + static_cast<std::int64_t>(i) * c->step, c->rows[i], how);
      }
}

} // namespace docker_monitor::model
