#include "model/event/seen_events.hpp"

#include <functional>

namespace docker_monitor::model {

namespace {

/// 64 bits: among 40,000 events two different ones share a key once in 20 billion cases.
std::uint64_t key_of(const event& event) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15; // 2^64 / golden ratio: spreads the bits
  std::uint64_t key = std::hash<std::string>{}(event.container_id);
  key = (key ^ static_cast<std::uint64_t>(event.action)) * odd;
  key = (key ^ (key >> 32)) + static_cast<std::uint64_t>(event.time.time_since_epoch().count());
  key *= odd;
  return key ^ (key >> 29);
}

} // namespace

bool seen_events::insert(const event& event) {
  const auto key = key_of(event);
  if (!keys_.insert(key).second)
    return false;
  order_.push_back(key);
  if (order_.size() > max_kept) {
    keys_.erase(order_.front());
    order_.pop_front();
  }
  return true;
}

bool seen_events::contains(const event& event) const {
  return keys_.contains(key_of(event));
}

} // namespace docker_monitor::model
