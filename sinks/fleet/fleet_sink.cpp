#include "sinks/fleet/fleet_sink.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::sinks {

namespace {

using namespace std::chrono_literals;
using model::failure;
using model::failure_code;

/// The maximum of bytes in one message: half of what NATS accepts.
constexpr std::size_t max_message = 512 << 10;
constexpr std::chrono::milliseconds max_wait{5000};
constexpr std::chrono::milliseconds stop_wait{400};
constexpr std::string_view taken = "taken";

} // namespace

/// Sends as many alarms as fit in one message, which the hub answers as a whole.
std::vector<outcome> fleet_sink::deliver(
    std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) {
  const auto until = std::chrono::steady_clock::now() + call_deadline;
  std::vector<outcome> outcomes;
  while (outcomes.size() < alarms.size()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    const auto rest = alarms.subspan(outcomes.size());
    if (left <= 0ms) {
      outcomes.resize(alarms.size(), failure{failure_code::cancelled, "no time is left"});
      break;
    }
    std::size_t count = 0;
    std::size_t bytes = 0;
    while (count < rest.size() && (count == 0 || bytes < max_message))
      bytes += to_json(*rest[count++], lines_).size() + 1;
    if (bytes > max_message && count > 1)
      --count;
    const auto limit = std::min(left, stop_requested_ ? stop_wait : max_wait);
    auto result = send(rest.first(count), limit);
    // The hub refuses a message as a whole. Sends each alarm alone to find the bad one.
    if (result && result->code == failure_code::parked && count > 1)
      for (const auto& one : rest.first(count))
        outcomes.push_back(send({&one, 1}, limit));
    else
      outcomes.resize(outcomes.size() + count, result);
  }
  return outcomes;
}

outcome
fleet_sink::send(std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds limit) {
  std::string text;
  for (const auto& alarm : alarms)
    text += to_json(*alarm, lines_) + '\n';
  auto answer = request_(text, limit);
  if (!answer)
    return std::move(answer.error());
  if (*answer == taken)
    return std::nullopt;
  return failure{failure_code::parked, "the hub answers: " + *answer};
}

} // namespace docker_monitor::sinks
