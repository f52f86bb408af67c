#include "sinks/webhook/webhook_sink.hpp"

#include "sinks/digest.hpp"
#include "sinks/webhook/push_address.hpp"
#include "sinks/webhook/webhook_body.hpp"

#include <utility>

namespace docker_monitor::sinks {

using model::failure;
using model::failure_code;

webhook_sink::webhook_sink(webhook_options options, model::log_lines lines)
    : options_{std::move(options)}, lines_{lines}, http_{with_secret_path(options_)} {}

std::vector<outcome>
webhook_sink::deliver(std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds limit) {
  const auto begin = call_deadline::clock::now();
  failing_ = false;
  std::vector<outcome> outcomes;
  outcomes.reserve(alarms.size());
  bool some_delivered = false;
  for (const auto& alarm : alarms) {
    if (failing_)
      outcomes.emplace_back(outcomes.back()); // the same failure as before
    else if (some_delivered && call_deadline::clock::now() - begin > limit / 2)
      // The receiver is slow but works: the next call has the whole time for the other alarms.
      outcomes.emplace_back(failure{failure_code::cancelled, "there was no time left to send it"});
    else
      outcomes.emplace_back(post(*alarm, limit));
    some_delivered = some_delivered || !outcomes.back();
  }
  return outcomes;
}

outcome webhook_sink::open(std::chrono::milliseconds call_deadline) {
  if (reached_)
    return std::nullopt; // the server may have closed an idle connection
  call_deadline_.start(call_deadline);
  auto problem = http_.connect(call_deadline_);
  reached_ = !problem;
  return problem;
}

outcome webhook_sink::post(const model::alarm& alarm, std::chrono::milliseconds limit) {
  call_deadline_.start(limit);
  const bool replaces = alarm.state == model::alarm_state::open && !alarm.closes.empty();
  if (options_.format == webhook_format::pagerduty && replaces) {
    // An event either opens or resolves.
    auto former = alarm;
    former.id = alarm.closes;
    former.state = model::alarm_state::closed;
    former.severity = model::severity::clear;
    if (auto problem = send(former))
      return problem;
  }
  return send(alarm);
}

outcome webhook_sink::send(const model::alarm& alarm) {
  const auto body = webhook_body(alarm, options_, lines_);
  std::vector<http_post::header> headers{{"Idempotency-Key", alarm.id}};
  if (!options_.signing_key.empty())
    headers.emplace_back(
        "X-Docker-Monitor-Signature", "sha256=" + hmac_sha256_hex(options_.signing_key, body));
  auto answer = http_.send(body, headers, call_deadline_);
  reached_ = answer.has_value();
  failing_ = !reached_ || classify_status(answer->status) == answer_class::later;
  return reached_ ? retry_policy_.evaluate(alarm.id, *answer) : outcome{answer.error()};
}

} // namespace docker_monitor::sinks
