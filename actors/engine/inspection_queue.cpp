#include "actors/engine/inspection_queue.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::actors {

void inspection_queue::add(const std::string& id, evidence why, bool after_reconnect) {
  auto [found, fresh] = waiting_.try_emplace(id, job{id, why, after_reconnect, 0, false});
  if (fresh) {
    order_.push_back(id);
    return;
  }
  found->second.why = std::max(found->second.why, why);
  found->second.after_reconnect = found->second.after_reconnect || after_reconnect;
}

std::optional<inspection_queue::job> inspection_queue::next() {
  if (in_flight_.size() >= max_in_flight)
    return std::nullopt;
  for (std::size_t tried = order_.size(); tried > 0; --tried) {
    auto id = std::move(order_.front());
    order_.pop_front();
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) // removed meanwhile
      continue;
    if (in_flight_.contains(id)) { // an older inspection is in flight: this one waits for its end
      order_.push_back(std::move(id));
      continue;
    }
    auto next = std::move(found->second);
    waiting_.erase(found);
    next.number = ++number_;
    in_flight_[id] = next;
    return next;
  }
  return std::nullopt;
}

std::optional<inspection_queue::job>
inspection_queue::finish(const std::string& id, std::uint64_t number) {
  const auto found = in_flight_.find(id);
  if (found == in_flight_.end() || found->second.number != number)
    return std::nullopt;
  auto finished = std::move(found->second);
  in_flight_.erase(found);
  return finished;
}

void inspection_queue::outdate(const std::string& id) {
  const auto found = in_flight_.find(id);
  if (found != in_flight_.end())
    found->second.outdated = true;
  if (const auto waits = waiting_.find(id); waits != waiting_.end())
    waits->second.why = std::min(waits->second.why, evidence::first);
}

void inspection_queue::forget(const std::string& id) {
  waiting_.erase(id);
}

void inspection_queue::clear() {
  order_.clear();
  waiting_.clear();
  in_flight_.clear();
}

} // namespace docker_monitor::actors
