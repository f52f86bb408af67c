#include "sinks/fleet/fleet_sink.hpp"

#include <algorithm>
#include <thread>
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
constexpr std::chrono::milliseconds max_connect{3000};
constexpr std::chrono::milliseconds pause{20};
constexpr std::string_view taken = "taken";

} // namespace

outcome fleet_sink::open(std::chrono::milliseconds call_deadline) {
  const auto until = std::chrono::steady_clock::now() + std::min(call_deadline, max_connect);
  for (;;) {
    auto problem = problem_();
    if (problem.empty())
      return std::nullopt;
    if (stop_requested_ || std::chrono::steady_clock::now() >= until)
      return failure{failure_code::disconnected, std::move(problem)};
    std::this_thread::sleep_for(pause);
  }
}

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
    std::vector<std::string> lines;
    std::string text;
    while (lines.size() < rest.size()) {
      auto line = to_json(*rest[lines.size()], lines_) + '\n';
      if (!lines.empty() && text.size() + line.size() > max_message)
        break;
      text += line;
      lines.push_back(std::move(line));
    }
    const auto limit = std::min(left, stop_requested_ ? stop_wait : max_wait);
    auto result = send(text, limit);
    // The hub refuses a message as a whole. Sends each alarm alone to find the bad one.
    if (result && result->code == failure_code::parked && lines.size() > 1)
      for (const auto& line : lines)
        outcomes.push_back(send(line, limit));
    else
      outcomes.resize(outcomes.size() + lines.size(), result);
  }
  return outcomes;
}

outcome fleet_sink::send(const std::string& text, std::chrono::milliseconds limit) {
  auto answer = request_(text, limit);
  if (!answer)
    return std::move(answer.error());
  if (*answer == taken)
    return std::nullopt;
  return failure{failure_code::parked, "the hub answers: " + *answer};
}

} // namespace docker_monitor::sinks
