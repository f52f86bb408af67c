#include "sinks/delivery/delivery_worker.hpp"

#include "logging/log.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <random>
#include <utility>

namespace docker_monitor::sinks {

namespace {

/// Makes a heartbeat with the members that receivers need to recognise it and to distinguish it
/// from the previous one.
model::alarm_ptr make_heartbeat(const std::string& host, model::engine_time now) {
  auto alarm = std::make_shared<model::alarm>();
  alarm->kind = model::alarm_kind::heartbeat;
  alarm->state = model::alarm_state::event;
  alarm->severity = model::severity::clear;
  alarm->time = now;
  alarm->host = host.empty() ? "-" : host;
  alarm->id = "heartbeat-" + alarm->host + '-'
              + std::to_string(
                  std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count());
  return alarm;
}

/// Returns true if the receiver was reached and has refused.
bool is_answer(const model::failure& problem) {
  return problem.code == model::failure_code::refused
         || problem.code == model::failure_code::permission;
}

} // namespace

delivery_worker::delivery_worker(
    sink_url url, std::shared_ptr<sink> sink, std::shared_ptr<outbox> outbox, backoff retry,
    delivery_environment environment)
    : url_{std::move(url)}, sink_{std::move(sink)}, outbox_{std::move(outbox)}, retry_{retry},
      environment_{std::move(environment)} {}

bool delivery_worker::accept(model::alarm_ptr alarm) {
  outbox_->push(std::move(alarm));
  if (due_ || waits_)
    return false;
  due_ = true;
  return true;
}

bool delivery_worker::forget(std::vector<std::string> container_ids) {
  std::ranges::move(container_ids, std::back_inserter(gone_));
  if (due_ || waits_)
    return false;
  due_ = true;
  return true;
}

/// Reports removed containers to the sink, except those with a pending alarm, which would recreate
/// the state that the sink has removed. Returns true if there were some.
bool delivery_worker::forget_gone() {
  const auto first = std::partition(
      gone_.begin(), gone_.end(), [this](const auto& id) { return outbox_->holds(id); });
  if (first == gone_.end())
    return false;
  sink_->gone({first, gone_.end()});
  gone_.erase(first, gone_.end());
  return true;
}

delivery_worker::milliseconds delivery_worker::attempt() {
  due_ = false;
  const auto now = environment_.clock();
  if (waits_ && now < retry_at_) {
    sink_->idle();
    if (condition_ == condition::down)
      report_if_long_down();
    return std::min(idle_pause, std::chrono::ceil<milliseconds>(retry_at_ - now));
  }
  auto result = deliver(url_.timeout);
  if (forget_gone() && !result.problem)
    sink_->idle();
  if (!result.problem)
    result.problem = send_heartbeat();
  return settle(result);
}

void delivery_worker::finish() {
  const auto end = environment_.clock() + shutdown_timeout;
  while (outbox_->counters().pending > 0) {
    const auto left = std::chrono::floor<milliseconds>(end - environment_.clock());
    if (left.count() <= 0 || deliver(left).problem)
      break;
  }
  if (const auto pending = outbox_->counters().pending; pending > 0)
    logging::warn(
        {.event = "sink-undelivered", .sink = url_.display_url},
        "sink {}: alarms not delivered yet: {}", url_.display_url, pending);
}

delivery_results delivery_worker::take_results() {
  auto taken = std::exchange(results_, {});
  taken.dropped = outbox_->take_dropped();
  return taken;
}

model::sink_status_ptr delivery_worker::status() const {
  auto counters = outbox_->counters();
  auto status = std::make_shared<model::sink_status>();
  status->url = url_.display_url;
  status->kind = to_string(url_.kind);
  status->mode = to_string(url_.mode);
  status->state = condition_;
  status->delivered = counters.delivered;
  status->pending = counters.pending;
  status->failed = counters.failed;
  status->parked = counters.parked;
  status->dropped = counters.dropped;
  status->last_error = why_down_.message;
  if (condition_ != condition::down && counters.parked > 0)
    status->last_error = std::move(counters.last_parked);
  status->oldest_pending = counters.oldest_pending;
  status->last_delivered = last_delivered_;
  return status;
}

delivery_worker::batch_result delivery_worker::deliver(milliseconds limit) {
  const auto batch = outbox_->next(outbox::window);
  if (batch.empty())
    return {sink_->open(limit)};
  const auto outcomes = sink_->deliver(batch, limit);
  batch_result result;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& problem = outcomes.at(i);
    if (record_outcome(batch[i]->id, problem))
      result.progress = true;
    else if (!result.problem)
      result.problem = problem;
  }
  return result;
}

/// Records the outcome of an alarm. Returns false where it must be sent again.
bool delivery_worker::record_outcome(const std::string& id, const outcome& result) {
  if (!result) {
    outbox_->confirm(id);
    results_.delivered.push_back(id);
    last_delivered_ = environment_.wall_clock();
    parked_in_a_row_ = 0;
    return true;
  }
  if (result->code != model::failure_code::parked) {
    outbox_->failed(id, *result);
    return false;
  }
  logging::error(
      {.event = "alarm-parked", .alarm = id, .sink = url_.display_url, .error = result->message},
      "sink {}: alarm {} is given up: {}", url_.display_url, id, result->message);
  outbox_->park(id, *result);
  ++parked_in_a_row_;
  why_parked_ = result->message;
  results_.parked.push_back(id);
  return true;
}

/// Sends the heartbeat, if it is due. It is valid only now, so it is never queued.
outcome delivery_worker::send_heartbeat() {
  if (url_.heartbeat.count() == 0 || until_heartbeat().count() > 0)
    return std::nullopt;
  next_heartbeat_ = environment_.clock() + url_.heartbeat;
  const std::array batch{make_heartbeat(environment_.host, environment_.wall_clock())};
  auto problem = sink_->deliver(batch, url_.timeout).at(0);
  if (problem && problem->code == model::failure_code::parked)
    return std::nullopt; // the receiver was reached, which suffices
  if (problem)
    next_heartbeat_.reset(); // sent first when the sink is up again
  return problem;
}

delivery_worker::milliseconds delivery_worker::until_heartbeat() const {
  if (url_.heartbeat.count() == 0)
    return idle_pause;
  if (!next_heartbeat_)
    return milliseconds{0};
  return std::max(
      milliseconds{0}, std::chrono::ceil<milliseconds>(*next_heartbeat_ - environment_.clock()));
}

delivery_worker::milliseconds delivery_worker::settle(const batch_result& result) {
  if (!result.problem || result.progress)
    retry_.reset();
  waits_ = result.problem.has_value();
  if (result.problem) {
    // A failing sink refuses each alarm some times before it is parked: that is no other condition.
    if (condition_ != condition::failing || !is_answer(*result.problem))
      note_down(*result.problem);
    const auto asked = sink_->retry_after().value_or(std::chrono::seconds{0});
    const auto delay = std::max<milliseconds>(retry_.next(), asked);
    retry_at_ = environment_.clock() + delay;
    return std::min(idle_pause, delay);
  }
  due_ = outbox_->counters().pending > 0;
  if (parked_in_a_row_ == 0)
    note_up();
  else if (!due_ || parked_in_a_row_ >= max_parked_in_a_row)
    note_failing();
  return due_ ? milliseconds{0} : std::clamp(until_heartbeat(), milliseconds{1}, idle_pause);
}

void delivery_worker::note_up() {
  if (condition_ == condition::up)
    return;
  const auto counters = outbox_->counters();
  logging::info(
      {.event = "sink-up", .sink = url_.display_url}, "sink {} is up, alarms waiting: {}",
      url_.display_url, counters.pending);
  if (counters.dropped > 0)
    logging::warn(
        {.event = "alarms-dropped", .sink = url_.display_url},
        "sink {}: alarms superseded by newer ones for want of room, since the start: {}",
        url_.display_url, counters.dropped);
  condition_ = condition::up;
  why_down_ = {};
  if (std::exchange(reported_, false))
    environment_.report({});
}

/// Records that the receiver answers but accepts nothing. This needs a person, so it is reported at
/// once.
void delivery_worker::note_failing() {
  condition_ = condition::failing;
  why_down_ = {};
  if (std::exchange(reported_, true))
    return;
  logging::warn(
      {.event = "sink-failing", .sink = url_.display_url, .error = why_parked_},
      "sink {} takes no alarm: {}", url_.display_url, why_parked_);
  environment_.report("takes no alarm: " + why_parked_);
}

void delivery_worker::note_down(const model::failure& why) {
  // Another kind of cause is logged again: it may need attention.
  if (condition_ != condition::down || why_down_.code != why.code)
    logging::warn(
        {.event = "sink-down", .sink = url_.display_url, .error = why.message},
        "sink {} is down: {} (alarms waiting: {})", url_.display_url, why.message,
        outbox_->counters().pending);
  if (condition_ != condition::down)
    down_since_ = environment_.clock();
  condition_ = condition::down;
  why_down_ = why;
  report_if_long_down();
}

void delivery_worker::report_if_long_down() {
  if (reported_ || environment_.clock() - down_since_ < long_down)
    return;
  reported_ = true;
  environment_.report(
      "has taken no alarm for " + std::to_string(long_down.count())
      + " minutes: " + why_down_.message);
}

backoff retry_backoff(sink_kind kind) {
  using namespace std::chrono_literals;
  const bool cheap = kind == sink_kind::amqp || kind == sink_kind::mqtt || kind == sink_kind::fleet;
  return {500ms, cheap ? 30s : 300s, std::random_device{}()};
}

} // namespace docker_monitor::sinks
