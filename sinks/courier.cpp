#include "sinks/courier.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>
#include <utility>

namespace docker_monitor::sinks {

courier::courier(
    const sink_url& url, std::shared_ptr<sink> sink, std::shared_ptr<outbox> outbox, backoff retry,
    std::function<instant()> clock)
    : url_{url}, sink_{std::move(sink)}, outbox_{std::move(outbox)}, retry_{retry},
      clock_{std::move(clock)} {}

bool courier::accept(model::alarm_ptr alarm) {
  outbox_->push(std::move(alarm));
  if (due_ || condition_ == condition::down)
    return false;
  due_ = true;
  return true;
}

courier::milliseconds courier::attempt() {
  due_ = false;
  if (condition_ == condition::down && clock_() < retry_at_) {
    sink_->idle();
    return std::min(idle_pause, std::chrono::ceil<milliseconds>(retry_at_ - clock_()));
  }
  return settle(deliver(patience));
}

void courier::finish() {
  const auto end = clock_() + last_patience;
  while (outbox_->counters().pending > 0) {
    const auto left = std::chrono::floor<milliseconds>(end - clock_());
    if (left.count() <= 0 || deliver(left).problem)
      break;
  }
  if (const auto pending = outbox_->counters().pending; pending > 0)
    spdlog::error("sink {}: alarms not delivered: {}", url_.display_url, pending);
}

sink_status_ptr courier::status() const {
  const auto counters = outbox_->counters();
  auto status = std::make_shared<sink_status>();
  status->url = url_.display_url;
  status->kind = to_string(url_.kind);
  status->mode = to_string(url_.mode);
  status->up = condition_ == condition::up;
  status->delivered = counters.delivered;
  status->pending = counters.pending;
  status->failed = counters.failed;
  status->dropped = counters.dropped;
  status->last_error = why_down_.message;
  status->oldest_pending = counters.oldest_pending;
  status->last_delivered = last_delivered_;
  return status;
}

courier::batch_result courier::deliver(milliseconds limit) {
  const auto batch = outbox_->next(outbox::window);
  if (batch.empty())
    return {sink_->open(limit)};
  const auto outcomes = sink_->deliver(batch, limit);
  batch_result result;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (const auto& problem = outcomes.at(i)) {
      outbox_->failed(batch[i]->id, *problem);
      if (!result.problem)
        result.problem = problem;
    } else {
      outbox_->confirm(batch[i]->id);
      result.some_delivered = true;
    }
  }
  if (result.some_delivered)
    last_delivered_ = clock_();
  return result;
}

courier::milliseconds courier::settle(const batch_result& result) {
  if (!result.problem || result.some_delivered)
    retry_.reset();
  if (result.problem) {
    note_down(*result.problem);
    const auto delay = retry_.next();
    retry_at_ = clock_() + delay;
    return std::min(idle_pause, delay);
  }
  note_up();
  due_ = outbox_->counters().pending > 0;
  return due_ ? milliseconds{0} : idle_pause;
}

void courier::note_up() {
  if (condition_ == condition::up)
    return;
  const auto counters = outbox_->counters();
  spdlog::info("sink {}: up, alarms waiting: {}", url_.display_url, counters.pending);
  if (counters.dropped > 0)
    spdlog::warn(
        "sink {}: alarms superseded by newer ones for want of room, since the start: {}",
        url_.display_url, counters.dropped);
  condition_ = condition::up;
  why_down_ = {};
}

void courier::note_down(const model::failure& why) {
  // A new kind of cause is news: it may need somebody.
  if (condition_ != condition::down || why_down_.code != why.code)
    spdlog::warn(
        "sink {}: down, {} (alarms waiting: {})", url_.display_url, why.message,
        outbox_->counters().pending);
  condition_ = condition::down;
  why_down_ = why;
}

backoff retry_rhythm(sink_kind kind) {
  using namespace std::chrono_literals;
  return {500ms, kind == sink_kind::amqp ? 30s : 300s, std::random_device{}()};
}

} // namespace docker_monitor::sinks
