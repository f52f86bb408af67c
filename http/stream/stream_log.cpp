#include "http/stream/stream_log.hpp"

#include "model/whole_number.hpp"

#include <utility>

namespace docker_monitor::http {

stream_event& stream_log::append(stream_topic topic, std::string_view name, std::string_view data) {
  ++newest_;
  events_.emplace_back(newest_, topic, name, id_of(newest_), data);
  bytes_ += events_.back().bytes();
  while (events_.size() > max_events || (bytes_ > max_bytes && events_.size() > 1)) {
    bytes_ -= events_.front().bytes();
    events_.pop_front();
  }
  return events_.back();
}

std::string stream_log::id_of(std::uint64_t number) const {
  return epoch_ + '-' + std::to_string(number);
}

std::optional<std::uint64_t> stream_log::find(std::string_view id) const {
  if (!id.starts_with(epoch_) || id.size() <= epoch_.size() || id[epoch_.size()] != '-')
    return std::nullopt;
  id.remove_prefix(epoch_.size() + 1);
  const auto number = model::whole_number(id);
  if (!number || *number > newest_ || newest_ - *number > events_.size())
    return std::nullopt;
  return number;
}

std::deque<stream_event>::iterator stream_log::after(std::uint64_t number) {
  const auto behind = newest_ - number;
  return behind < events_.size() ? events_.end() - static_cast<std::ptrdiff_t>(behind)
                                 : events_.begin();
}

void stream_log::clear() {
  events_.clear();
  bytes_ = 0;
  ++newest_; // a client with an earlier id has missed events
}

} // namespace docker_monitor::http
