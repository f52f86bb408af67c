#include "model/event/event_replay.hpp"

#include <algorithm>

namespace docker_monitor::model {

using namespace std::chrono_literals;

void event_replay::restore(const event_cursor& cursor) {
  newest_ = cursor.newest;
  last_ = cursor.last;
  adopted_ = cursor.adopted;
}

void event_replay::forget() {
  newest_.reset();
  last_.reset();
  adopted_.reset();
  remembered_.reset();
}

void event_replay::save(event_cursor& to) const {
  to.newest = newest_;
  to.last = last_;
  to.adopted = adopted_;
}

void event_replay::begin(engine_time clock, instant now, bool bounded) {
  clock_ = clock;
  began_ = now;
  remembered_ = last_;
  bounded_ = bounded;
  continuous_ = routed_ = overflowed_ = live_ = false;
  replayed_ = 0;
  from_ = (newest_ ? std::min(*newest_, clock) : clock) - overlap;
}

void event_replay::check(const event_memory& memory, engine_time contact) {
  routed_ = true;
  continuous_ = memory.oldest && *memory.oldest <= contact;
  overflowed_ = !continuous_ && memory.count >= engine_buffer;
}

void event_replay::recognise(const event& event) {
  if (!remembered_ || event.time != remembered_->time || event.action != remembered_->action
      || event.container_id != remembered_->container_id)
    return;
  continuous_ = true;
  overflowed_ = false;
}

event_replay::routing_decision event_replay::take(const event& event, instant now) {
  routing_decision result;
  result.replayed = is_from_buffer(event, now);
  replayed_ += result.replayed ? 1 : 0;
  recognise(event);
  const bool is_history = result.replayed && (!adopted_ || event.time < *adopted_);
  result.repeated = !seen_.insert(event);
  if (result.repeated || is_history)
    return result;
  result.is_new = true;
  if (result.replayed) {
    if (newest_ && event.time <= *newest_)
      return result;
  } else {
    // Older than a late event would be.
    result.clock_set_back = newest_ && event.time + 1s < *newest_;
  }
  newest_ = event.time;
  last_ = event;
  return result;
}

std::optional<engine_time> event_replay::engine_time_at(instant now) const {
  if (clock_ == engine_time{})
    return std::nullopt;
  return clock_ + (now - began_);
}

bool event_replay::is_from_buffer(const event& event, instant now) {
  // The buffer comes first and in order. An event older than it, or a late one, is a live event of
  // an engine whose clock was set back.
  constexpr auto max_replay = 5s;
  live_ = live_ || event.time >= clock_ || now - began_ > max_replay;
  return !live_ && event.time >= from_;
}

} // namespace docker_monitor::model
