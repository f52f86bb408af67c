#include "sinks/mqtt/mqtt_sink.hpp"

#include "sinks/mqtt/mqtt_connection.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::sinks {

namespace {

using model::failure;
using model::failure_code;

/// The most alarms that are sent again, and their maximum age.
constexpr std::size_t max_recent = 100;
constexpr std::chrono::minutes lately{1};

} // namespace

mqtt_sink::mqtt_sink(mqtt_options options, model::log_lines lines)
    : options_{std::move(options)}, lines_{lines} {}

mqtt_sink::~mqtt_sink() = default;

std::vector<outcome> mqtt_sink::deliver(
    std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) {
  call_deadline_.start(call_deadline);
  auto problem = make_ready();
  std::vector<flight> flights;
  for (auto i = alarms.begin(); i != alarms.end() && !problem; ++i) {
    auto flown = publish(**i);
    if (flown)
      flights.push_back(*std::move(flown));
    else
      problem = lose(flown.error());
  }
  if (!problem)
    problem = await(flights);
  std::vector<outcome> outcomes;
  for (std::size_t i = 0; i < alarms.size(); ++i) {
    const bool landed = i < flights.size() && flights[i].numbers.empty();
    outcomes.push_back(landed ? flights[i].refusal : problem);
    if (outcomes.back())
      continue;
    remember(alarms[i]);
    if (!flights[i].state.topic.empty())
      newest_ = std::move(flights[i].state);
  }
  return outcomes;
}

void mqtt_sink::restore(std::span<const model::alarm_ptr> open) {
  for (const auto& alarm : open)
    states_.take(*alarm);
}

void mqtt_sink::gone(std::span<const std::string> container_ids) {
  for (auto& state : states_.forget(container_ids))
    empty_.push_back(std::move(state.topic));
}

outcome mqtt_sink::open(std::chrono::milliseconds call_deadline) {
  call_deadline_.start(call_deadline);
  return make_ready();
}

void mqtt_sink::idle() {
  // Answers to pings are few; one turn reads them.
  if (connection_)
    if (auto problem = connection_->turn(std::chrono::milliseconds{0}))
      lose(*std::move(problem));
  empty_topics();
}

/// Clears the topics of removed containers. Topics that remain when the connection breaks are
/// cleared on the next one.
outcome mqtt_sink::empty_topics() {
  while (connection_ && !empty_.empty()) {
    if (auto problem = publish(state_table::state{empty_.back(), {}}))
      return problem;
    empty_.pop_back();
  }
  return std::nullopt;
}

outcome mqtt_sink::make_ready() {
  idle(); // detects a broker that closed the connection
  if (connection_)
    return std::nullopt;
  auto opened = mqtt_connection::open(options_, call_deadline_);
  if (!opened)
    return opened.error();
  connection_ = *std::move(opened);
  const auto remembered = is_remembered();
  if (!remembered)
    return lose(remembered.error());
  return *remembered ? empty_topics() : publish_again();
}

/// Returns true where the broker still has the last message it acknowledged, and so all earlier
/// ones.
model::expected<bool> mqtt_sink::is_remembered() {
  if (!newest_)
    return false;
  const auto kept = connection_->retained(options_.topic + "/" + newest_->topic, call_deadline_);
  if (!kept)
    return kept.error();
  return *kept == newest_->text;
}

/// Sends everything again that the broker may have lost. Does not wait for the answers, since later
/// messages do not overtake these, and a lost connection repeats everything.
outcome mqtt_sink::publish_again() {
  for (const auto& known : recent_) {
    const auto text = model::to_json(*known.alarm, lines_);
    if (const auto sent = connection_->publish(options_.topic, text, false); !sent)
      return lose(sent.error());
  }
  for (const auto& state : states_.all())
    if (auto problem = publish(state))
      return problem;
  return empty_topics();
}

/// Publishes alarm and state, in this order.
model::expected<mqtt_sink::flight> mqtt_sink::publish(const model::alarm& alarm) {
  flight flown;
  const auto sent = connection_->publish(options_.topic, model::to_json(alarm, lines_), false);
  if (!sent)
    return sent.error();
  flown.numbers.push_back(*sent);
  for (const auto& ended : states_.end_elsewhere(alarm)) {
    const auto kept = connection_->publish(options_.topic + "/" + ended.topic, ended.text, true);
    if (!kept)
      return kept.error();
    flown.numbers.push_back(*kept);
  }
  flown.state = states_.take(alarm);
  const auto& state = flown.state;
  if (state.topic.empty())
    return flown;
  std::erase(empty_, state.topic);
  const auto kept = connection_->publish(options_.topic + "/" + state.topic, state.text, true);
  if (!kept)
    return kept.error();
  flown.numbers.push_back(*kept);
  return flown;
}

outcome mqtt_sink::publish(const state_table::state& state) {
  if (!connection_)
    return std::nullopt;
  const auto kept = connection_->publish(options_.topic + "/" + state.topic, state.text, true);
  return kept ? outcome{} : lose(kept.error());
}

/// Waits for the answers to all of them. Returns the problem where some are missing.
outcome mqtt_sink::await(std::vector<flight>& flights) {
  auto first = flights.begin();
  while (true) {
    first = std::find_if_not(first, flights.end(), [this](flight& f) { return take_answers(f); });
    if (first == flights.end())
      return std::nullopt;
    if (call_deadline_.left().count() == 0)
      return lose({failure_code::timeout, "the broker did not acknowledge in time"});
    if (auto problem = connection_->turn(call_deadline_.next_slice())) {
      std::for_each(first, flights.end(), [this](flight& f) { take_answers(f); });
      return lose(*std::move(problem));
    }
  }
}

/// Takes the available answers. Returns true where none is outstanding.
bool mqtt_sink::take_answers(flight& flown) {
  std::erase_if(flown.numbers, [&](int number) {
    const auto answer = connection_->take(number);
    if (answer && !answer->empty())
      flown.refusal = failure{failure_code::refused, "the broker refused the message: " + *answer};
    return answer.has_value();
  });
  return flown.numbers.empty();
}

void mqtt_sink::remember(const model::alarm_ptr& alarm) {
  const auto now = clock::now();
  recent_.push_back({alarm, now});
  while (recent_.size() > max_recent || now - recent_.front().at > lately)
    recent_.pop_front();
}

outcome mqtt_sink::lose(model::failure why) {
  connection_.reset();
  const auto now = clock::now();
  std::erase_if(recent_, [now](const delivered& known) { return now - known.at > lately; });
  return why;
}

} // namespace docker_monitor::sinks
