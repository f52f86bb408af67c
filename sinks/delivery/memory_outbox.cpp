#include "sinks/delivery/memory_outbox.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace docker_monitor::sinks {

namespace {

/// Making room visits all alarms, so it frees this part of the bound at once.
constexpr std::size_t room_divisor = 16;

bool is_clear(const model::alarm& a) {
  return a.state == model::alarm_state::closed || a.kind == model::alarm_kind::up
         || a.kind == model::alarm_kind::unpaused || a.kind == model::alarm_kind::healthy;
}

/// Of a container's alarms with the same topic only the newest has the current state.
using topic = std::tuple<model::alarm_kind, bool, std::string_view, std::string_view>;

topic topic_of(const model::alarm& a) {
  const bool by_rule = a.kind == model::alarm_kind::threshold;
  return {
      a.kind, is_clear(a), by_rule ? std::string_view{a.rule} : std::string_view{},
      by_rule ? std::string_view{a.metric} : std::string_view{}};
}

std::size_t size_of(const model::alarm& a) {
  // Measured: the memory of malloc, the control block, list and indices besides the alarm.
  constexpr std::size_t overhead = sizeof(model::alarm) + 256;
  auto size = overhead;
  for (const auto* text :
       {&a.id, &a.container_id, &a.container_name, &a.image, &a.image_id, &a.identity, &a.host,
        &a.closes, &a.url, &a.current_name, &a.current_image, &a.rule, &a.metric, &a.reason})
    size += text->capacity();
  for (const auto& line : a.log_lines)
    size += sizeof line + line.capacity();
  return size;
}

} // namespace

void memory_outbox::push(model::alarm_ptr alarm) {
  if (!ids_.insert(alarm->id).second)
    return;
  used_bytes_ += size_of(*alarm);
  ++pending_;
  auto& lane = subjects_[alarm->container_id];
  lane.queue.push_back({std::move(alarm), places_++, false});
  if (!lane.in_flight && lane.queue.size() == 1)
    set_ready(lane);
  if (used_bytes_ > ceiling_)
    make_room();
}

std::vector<model::alarm_ptr> memory_outbox::next(std::size_t max) {
  std::vector<model::alarm_ptr> batch;
  const auto room = window - std::min(window, in_flight_.size());
  for (auto count = std::min({max, room, ready_.size()}); count > 0; --count) {
    auto& lane = *ready_.begin()->second;
    ready_.erase(ready_.begin());
    lane.in_flight = true;
    batch.push_back(lane.queue.front().alarm);
    in_flight_.emplace(batch.back()->id, &lane);
  }
  return batch;
}

void memory_outbox::confirm(const std::string& id) {
  auto* lane = take_in_flight(id);
  if (lane == nullptr)
    return;
  ++totals_.delivered;
  remove_head(*lane);
}

void memory_outbox::failed(const std::string& id, const model::failure& why) {
  auto* lane = take_in_flight(id);
  if (lane == nullptr)
    return;
  ++totals_.failed;
  totals_.last_error = why.message;
  set_ready(*lane);
}

void memory_outbox::park(const std::string& id, const model::failure& why) {
  auto* lane = take_in_flight(id);
  if (lane == nullptr)
    return;
  ++totals_.parked;
  totals_.last_parked = why.message;
  remove_head(*lane);
}

std::vector<std::string> memory_outbox::take_dropped() {
  return std::exchange(dropped_, {});
}

outbox_counters memory_outbox::counters() const {
  auto all = totals_;
  all.pending = pending_;
  const entry* oldest = ready_.empty() ? nullptr : &ready_.begin()->second->queue.front();
  for (const auto& [id, lane] : in_flight_)
    if (oldest == nullptr || lane->queue.front().place < oldest->place)
      oldest = &lane->queue.front();
  if (oldest != nullptr)
    all.oldest_pending = oldest->alarm->time;
  return all;
}

void memory_outbox::make_room() {
  for (auto& [id, lane] : subjects_)
    coalesce(lane);
  const auto target = limit_bytes_ - limit_bytes_ / room_divisor;
  if (used_bytes_ > limit_bytes_)
    drop_oldest_majors(target);
  // Alarms that cannot be dropped raise the ceiling, to avoid a search at every push.
  ceiling_ = std::max(limit_bytes_, used_bytes_ + limit_bytes_ / room_divisor);
}

/// Returns true unless an alarm that the receiver may have would stay open without this one.
bool memory_outbox::may_go(const entry& e) {
  return e.alarm->closes.empty() || e.spare;
}

void memory_outbox::coalesce(subject& lane) {
  const auto first = lane.first_waiting();
  if (first == lane.queue.end() || std::next(first) == lane.queue.end())
    return;
  std::unordered_set<std::string_view> majors;
  std::unordered_set<std::string_view> ended;
  for (auto i = first; i != lane.queue.end(); ++i) {
    const auto& a = *i->alarm;
    i->spare = i->spare || (!a.closes.empty() && majors.contains(a.closes));
    if (is_clear(a))
      ended.insert(a.closes);
    else if (may_go(*i))
      majors.insert(a.id);
  }
  // From the newest, which always stays, to the oldest. The views point into alarms that may be
  // dropped, so alarms are dropped at the end.
  std::vector<std::list<entry>::iterator> superseded;
  std::set<topic> kept_topics;
  for (auto i = lane.queue.end(); i != first;) {
    --i;
    const auto& a = *i->alarm;
    const bool kept = kept_topics.contains(topic_of(a));
    const bool goes = !is_clear(a)       ? may_go(*i) && (kept || ended.contains(a.id))
                      : a.closes.empty() ? kept
                                         : i->spare;
    if (goes && std::next(i) != lane.queue.end()) {
      superseded.push_back(i);
      ended.insert(a.closes); // nothing else would end it
    } else {
      kept_topics.insert(topic_of(a));
    }
  }
  for (const auto& i : superseded)
    drop(lane, i);
}

void memory_outbox::drop_oldest_majors(std::size_t target_bytes) {
  struct candidate {
    std::uint64_t place;
    subject* of;
    std::list<entry>::iterator position;
  };
  std::vector<candidate> majors;
  for (auto& [id, lane] : subjects_)
    for (auto i = lane.first_waiting(); i != lane.queue.end(); ++i)
      if (!is_clear(*i->alarm) && may_go(*i))
        majors.push_back({i->place, &lane, i});
  std::ranges::sort(majors, {}, &candidate::place);
  for (const auto& [place, lane, position] : majors) {
    if (used_bytes_ <= target_bytes)
      return;
    const auto container_id = position->alarm->container_id;
    drop(*lane, position);
    remove_empty(container_id);
  }
}

void memory_outbox::drop(subject& lane, std::list<entry>::iterator position) {
  used_bytes_ -= size_of(*position->alarm);
  --pending_;
  ++totals_.dropped;
  ids_.erase(position->alarm->id);
  dropped_.push_back(position->alarm->id);
  const bool was_ready = !lane.in_flight && position == lane.queue.begin();
  if (was_ready)
    ready_.erase(position->place);
  lane.queue.erase(position);
  if (was_ready && !lane.queue.empty())
    set_ready(lane);
}

/// Removes the head of a lane.
void memory_outbox::remove_head(subject& lane) {
  --pending_;
  const auto alarm = std::move(lane.queue.front().alarm);
  ids_.erase(alarm->id);
  used_bytes_ -= size_of(*alarm);
  if (used_bytes_ <= limit_bytes_)
    ceiling_ = limit_bytes_;
  lane.queue.pop_front();
  if (lane.queue.empty())
    subjects_.erase(alarm->container_id);
  else
    set_ready(lane);
}

void memory_outbox::set_ready(subject& lane) {
  ready_.emplace(lane.queue.front().place, &lane);
}

/// Returns the lane whose head has this id, and marks it as not in flight; null where there is
/// none.
memory_outbox::subject* memory_outbox::take_in_flight(const std::string& id) {
  const auto found = in_flight_.find(id);
  if (found == in_flight_.end())
    return nullptr;
  auto* lane = found->second;
  in_flight_.erase(found);
  lane->in_flight = false;
  return lane;
}

void memory_outbox::remove_empty(const std::string& container_id) {
  const auto found = subjects_.find(container_id);
  if (found->second.queue.empty())
    subjects_.erase(found);
}

} // namespace docker_monitor::sinks
