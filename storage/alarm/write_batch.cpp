#include "storage/alarm/write_batch.hpp"

#include <algorithm>

namespace docker_monitor::storage {

void write_batch::add(model::addressed_alarm alarm) {
  if (alarms_.size() == max_alarms)
    drop_oldest();
  auto& added = alarms_.emplace_back(entry{std::move(alarm)});
  by_id_.emplace(added.what.alarm->id, &added); // a deque does not move its elements
}

void write_batch::drop_oldest() {
  auto* const oldest = &alarms_.front();
  const auto [first, last] = by_id_.equal_range(oldest->what.alarm->id);
  by_id_.erase(std::find_if(first, last, [&](const auto& one) { return one.second == oldest; }));
  alarms_.pop_front();
  ++left_out_;
}

void write_batch::keep(model::saved_state state) {
  states_.insert_or_assign({std::move(state.area), std::move(state.key)}, std::move(state.text));
}

void write_batch::close(std::string container_id) {
  if (gone_.size() < max_changes)
    gone_.insert(std::move(container_id));
}

void write_batch::settle(std::size_t sink, const std::string& id) {
  bool found = false;
  const auto [first, last] = by_id_.equal_range(id);
  for (auto i = first; i != last; ++i) {
    auto& [what, settled] = *i->second;
    if (std::ranges::find(what.sinks, sink) == what.sinks.end())
      continue;
    settled.push_back(sink);
    found = true;
  }
  // The alarm may be on disk already, parked or from an earlier run.
  if (!found)
    note({sink, id, false});
}

void write_batch::park(std::size_t sink, std::string id) {
  note({sink, std::move(id), true});
}

void write_batch::note(change what) {
  if (changes_.size() == max_changes)
    changes_.pop_front();
  changes_.push_back(std::move(what));
}

bool write_batch::empty() const {
  return alarms_.empty() && states_.empty() && gone_.empty() && changes_.empty()
         && acknowledged_.empty();
}

void write_batch::clear() {
  by_id_.clear();
  alarms_.clear();
  states_.clear();
  gone_.clear();
  changes_.clear();
  acknowledged_.clear();
  left_out_ = 0;
}

} // namespace docker_monitor::storage
