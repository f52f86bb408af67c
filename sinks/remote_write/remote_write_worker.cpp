#include "sinks/remote_write/remote_write_worker.hpp"

#include "logging/log.hpp"
#include "sinks/remote_write/snappy_block.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace docker_monitor::sinks {

namespace {

bool is_accepted(unsigned status) {
  return status / 100 == 2;
}

bool is_to_be_repeated(unsigned status) {
  constexpr unsigned too_many_requests = 429;
  return status / 100 == 5 || status == too_many_requests;
}

} // namespace

remote_write_worker::remote_write_worker(
    remote_write_url url, std::shared_ptr<write_sender> sender,
    std::shared_ptr<model::write_queue> queue, backoff retry, remote_write_environment environment)
    : url_{std::move(url)}, sender_{std::move(sender)}, queue_{std::move(queue)}, retry_{retry},
      environment_{std::move(environment)} {
  // A timeout beyond the interval would delay the next round.
  url_.timeout = std::min(url_.timeout, url_.interval);
}

std::optional<remote_write_worker::milliseconds>
remote_write_worker::accept(const std::vector<model::write_part>& parts, model::engine_time taken) {
  const auto begin = environment_.clock();
  bool waits = retry_at_.has_value() || queue_->numbers().batches > 0;
  for (const auto& part : parts) {
    model::write_batch batch{taken, part.samples, snappy_block(part.request)};
    waits = waits || environment_.clock() - begin >= max_sending || !send(batch);
    if (waits) // what was taken later must not overtake it
      keep(std::move(batch));
  }
  return attempt_delay();
}

std::optional<remote_write_worker::milliseconds> remote_write_worker::attempt() {
  const auto begin = environment_.clock();
  if (retry_at_ && begin < *retry_at_)
    return attempt_delay();
  retry_at_.reset();
  while (send_oldest() && environment_.clock() - begin < max_sending)
    ;
  return attempt_delay();
}

/// Sends the oldest request that waits. Returns true if the next one can be sent at once.
bool remote_write_worker::send_oldest() {
  const auto before = queue_->numbers().batches;
  if (const auto batch = queue_->front()) {
    if (!send(*batch))
      return false;
    queue_->pop();
  }
  log_problem();
  const auto left = queue_->numbers().batches;
  if (left > 0 && left >= before) // it cannot be read or removed, and must not be sent in a loop
    retry_at_ = environment_.clock() + retry_.next();
  return left > 0 && left < before;
}

model::remote_write_status_ptr remote_write_worker::status() const {
  const auto waiting = queue_->numbers();
  auto status = std::make_shared<model::remote_write_status>();
  status->url = url_.display_url;
  status->state = condition_;
  status->sent = sent_;
  status->pending = waiting.samples;
  status->failed = failed_;
  status->dropped = dropped_;
  status->refused = refused_;
  status->last_error = last_error_;
  status->oldest_pending = waiting.oldest;
  status->last_sent = last_sent_;
  return status;
}

/// Sends a request. Returns false where it must be sent again.
bool remote_write_worker::send(const model::write_batch& batch) {
  const auto answer = sender_->send(batch.body, url_.timeout);
  if (!answer) {
    fail(answer.error(), milliseconds{0});
    return false;
  }
  if (is_to_be_repeated(answer->status)) {
    const auto asked = parse_retry_after(answer->field("Retry-After"), environment_.wall_clock());
    fail(
        {model::failure_code::refused, describe(*answer)}, asked.value_or(std::chrono::seconds{0}));
    return false;
  }
  retry_.reset();
  retry_at_.reset();
  if (!is_accepted(answer->status)) {
    refuse(batch, *answer);
    return true;
  }
  sent_ += batch.samples;
  last_sent_ = environment_.wall_clock();
  refused_in_a_row_ = 0;
  note_up();
  return true;
}

void remote_write_worker::keep(model::write_batch batch) {
  const auto dropped = queue_->push(std::move(batch));
  dropped_ += dropped;
  const bool failed = log_problem();
  if (dropped > 0 && !failed && !std::exchange(drops_logged_, true))
    logging::warn(
        {.event = "samples-dropped", .sink = url_.display_url},
        "remote write to {}: the queue is full, the oldest samples are dropped", url_.display_url);
}

/// Logs a failure of the queue, each kind once, and counts what was lost by it. Returns false where
/// there is none.
bool remote_write_worker::log_problem() {
  dropped_ += queue_->take_lost();
  const auto problem = queue_->take_problem();
  if (!problem || std::exchange(problem_logged_, problem->message) == problem->message)
    return problem.has_value();
  logging::error(
      {.event = "queue-failed", .sink = url_.display_url, .error = problem->message},
      "remote write to {}: the queue of samples cannot be read or written: {}", url_.display_url,
      problem->message);
  return true;
}

void remote_write_worker::fail(const model::failure& why, milliseconds asked) {
  ++failed_;
  retry_at_ = environment_.clock() + std::max(retry_.next(), asked);
  note_down(why);
}

void remote_write_worker::refuse(const model::write_batch& batch, const net::answer& answer) {
  refused_ += batch.samples;
  last_error_ = describe(answer);
  if (refusals_logged_.insert(answer.status).second)
    logging::error(
        {.event = "samples-refused", .sink = url_.display_url, .error = last_error_},
        "remote write to {}: samples are given up: {}", url_.display_url, last_error_);
  if (++refused_in_a_row_ >= max_refused_in_a_row)
    note_failing();
}

std::optional<remote_write_worker::milliseconds> remote_write_worker::attempt_delay() const {
  if (retry_at_)
    return std::max(
        milliseconds{0}, std::chrono::ceil<milliseconds>(*retry_at_ - environment_.clock()));
  if (queue_->numbers().batches > 0)
    return milliseconds{0};
  return std::nullopt;
}

void remote_write_worker::note_up() {
  if (condition_ == condition::up)
    return;
  logging::info(
      {.event = "remote-write-up", .sink = url_.display_url},
      "remote write to {} is up, samples waiting: {}", url_.display_url, queue_->numbers().samples);
  condition_ = condition::up;
  why_down_.reset();
  last_error_.clear();
  refusals_logged_.clear();
  drops_logged_ = false;
  problem_logged_.clear();
  if (std::exchange(reported_, false))
    environment_.report({});
}

void remote_write_worker::note_down(const model::failure& why) {
  // Another kind of cause is logged again: it may need attention.
  if (why_down_ != why.code)
    logging::warn(
        {.event = "remote-write-down", .sink = url_.display_url, .error = why.message},
        "remote write to {} is down: {}", url_.display_url, why.message);
  if (condition_ != condition::down)
    down_since_ = environment_.clock();
  condition_ = condition::down;
  why_down_ = why.code;
  last_error_ = why.message;
  if (reported_ || environment_.clock() - down_since_ < long_down)
    return;
  reported_ = true;
  environment_.report(
      "has taken no samples for " + std::to_string(long_down.count()) + " minutes: " + last_error_);
}

/// Records that the receiver answers but accepts nothing. This needs a person, so it is reported
/// at once.
void remote_write_worker::note_failing() {
  condition_ = condition::failing;
  why_down_.reset();
  if (!std::exchange(reported_, true))
    environment_.report("takes no samples: " + last_error_);
}

backoff remote_write_backoff() {
  using namespace std::chrono_literals;
  return {500ms, 30s, std::random_device{}()};
}

} // namespace docker_monitor::sinks
