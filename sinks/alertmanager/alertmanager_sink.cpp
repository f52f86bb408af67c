#include "sinks/alertmanager/alertmanager_sink.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::sinks {

namespace {

/// The most alerts in one request.
constexpr std::size_t max_at_once = 200;

http_options alerts_of(http_options http) {
  http.target += "/api/v2/alerts";
  return http;
}

} // namespace

alertmanager_sink::alertmanager_sink(
    const alertmanager_options& options, std::chrono::milliseconds heartbeat,
    std::function<moment()> clock)
    : http_{alerts_of(options.http)}, timeout_{options.timeout}, clock_{std::move(clock)},
      alerts_{options.instance, heartbeat} {}

std::vector<outcome> alertmanager_sink::deliver(
    std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) {
  call_deadline_.start(call_deadline);
  const auto now = clock_();
  std::vector<std::string> changed;
  for (const auto& alarm : alarms) {
    const auto keys = alerts_.take(*alarm, now);
    changed.insert(changed.end(), keys.begin(), keys.end());
  }
  if (changed.empty())
    return std::vector<outcome>(alarms.size());
  const auto answer = post(changed);
  if (!answer)
    return std::vector<outcome>(alarms.size(), answer.error());
  // One invalid alert makes the receiver refuse the whole request, so each alarm is sent alone.
  if (classify_status(answer->status) == answer_class::refused && alarms.size() > 1) {
    std::vector<outcome> outcomes;
    for (const auto& alarm : alarms)
      outcomes.push_back(deliver_one(*alarm));
    return outcomes;
  }
  std::vector<outcome> outcomes;
  for (const auto& alarm : alarms)
    outcomes.push_back(settle(*alarm, changed, *answer));
  return outcomes;
}

outcome alertmanager_sink::deliver_one(const model::alarm& alarm) {
  const auto changed = alerts_.take(alarm, clock_());
  if (changed.empty())
    return std::nullopt;
  const auto answer = post(changed);
  if (!answer)
    return answer.error();
  return settle(alarm, changed, *answer);
}

/// Returns the outcome of an alarm from the answer to its alerts. Removes those of a parked alarm.
outcome alertmanager_sink::settle(
    const model::alarm& alarm, std::span<const std::string> keys, const net::answer& answer) {
  auto result = retry_policy_.evaluate(alarm.id, answer);
  if (result && result->code == model::failure_code::parked)
    for (const auto& key : keys)
      alerts_.drop(key);
  return result;
}

void alertmanager_sink::restore(std::span<const model::alarm_ptr> open) {
  for (const auto& alarm : open)
    alerts_.take(*alarm, clock_());
}

void alertmanager_sink::gone(std::span<const std::string> container_ids) {
  alerts_.end_of(container_ids, clock_());
  if (posted_all_at_)
    posted_all_at_ = clock_().steady - repeat; // soon
}

outcome alertmanager_sink::open(std::chrono::milliseconds call_deadline) {
  call_deadline_.start(call_deadline);
  return post_all();
}

void alertmanager_sink::idle() {
  call_deadline_.start(timeout_);
  post_all(); // a failure is reported when the sink is opened or used
}

model::expected<net::answer> alertmanager_sink::post(std::span<const std::string> keys) {
  return http_.send(alerts_.to_json(keys, clock_()), {}, call_deadline_);
}

/// Posts all alerts, if that is due.
outcome alertmanager_sink::post_all() {
  const auto now = clock_();
  if (posted_all_at_ && now.steady - *posted_all_at_ < repeat)
    return std::nullopt;
  alerts_.expire(now);
  const auto keys = alerts_.keys();
  std::span<const std::string> rest{keys};
  if (rest.empty() && posted_all_at_)
    return std::nullopt;
  do {
    const auto some = rest.first(std::min(rest.size(), max_at_once));
    const auto answer = post(some);
    if (!answer)
      return answer.error();
    if (classify_status(answer->status) != answer_class::delivered)
      return model::failure{model::failure_code::refused, describe(*answer)};
    rest = rest.subspan(some.size());
  } while (!rest.empty());
  posted_all_at_ = now.steady;
  return std::nullopt;
}

} // namespace docker_monitor::sinks
