#include "sinks/amqp/amqp_sink.hpp"

#include "sinks/amqp/amqp_connection.hpp"
#include "sinks/delivery/outbox.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::sinks {

namespace {

using model::failure_code;

std::string body_of(const model::alarm& alarm, const amqp_options& options) {
  if (options.profile == amqp_profile::alarm_manager)
    return model::to_alarm_manager_json(alarm);
  return model::to_json(
      alarm, options.logs ? model::log_lines::included : model::log_lines::left_out);
}

} // namespace

amqp_sink::amqp_sink(amqp_options options) : options_{std::move(options)} {}

amqp_sink::~amqp_sink() = default;

std::vector<outcome> amqp_sink::deliver(
    std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) {
  call_deadline_.start(call_deadline);
  auto problem = make_ready();
  for (auto i = alarms.begin(); i != alarms.end() && !problem; ++i)
    problem = publish(**i);
  if (!problem)
    problem = await(alarms);
  std::vector<outcome> outcomes;
  outcomes.reserve(alarms.size());
  for (const auto& alarm : alarms) {
    if (auto fate = window_.take(alarm->id))
      outcomes.push_back(*std::move(fate));
    else
      outcomes.push_back(problem ? *problem : unanswered());
  }
  return outcomes;
}

outcome amqp_sink::open(std::chrono::milliseconds call_deadline) {
  call_deadline_.start(call_deadline);
  return make_ready();
}

void amqp_sink::idle() {
  if (connection_)
    read_all();
}

outcome amqp_sink::make_ready() {
  if (connection_)
    read_all(); // detects a broker that closed the connection
  if (!connection_) {
    auto opened = amqp_connection::open(options_, call_deadline_);
    if (!opened)
      return opened.error();
    connection_ = std::move(*opened);
    declared_ = false;
  }
  if (!declared_) {
    if (auto problem = connection_->declare(options_, call_deadline_))
      return lose(*std::move(problem));
    declared_ = true;
  }
  return std::nullopt;
}

outcome amqp_sink::publish(const model::alarm& alarm) {
  if (window_.waits_for(alarm.id) || window_.is_safe(alarm.id) || window_.size() >= outbox::window)
    return std::nullopt; // published by an earlier call, or too much is open already
  auto problem = connection_->publish(options_, alarm, body_of(alarm, options_), call_deadline_);
  if (!problem) {
    window_.published(alarm.id);
    return std::nullopt;
  }
  if (problem->code == failure_code::timeout)
    return unanswered(); // the connection may recover
  return lose(*std::move(problem));
}

outcome amqp_sink::await(std::span<const model::alarm_ptr> alarms) {
  const auto waits = [this](const model::alarm_ptr& alarm) { return window_.waits_for(alarm->id); };
  bool nothing = false;
  // The first unconfirmed alarm; those before it need no further check.
  auto first = std::ranges::find_if(alarms, waits);
  while (first != alarms.end() && call_deadline_.left().count() > 0) {
    if (auto problem = read(call_deadline_.next_slice(), nothing))
      return problem;
    first = std::find_if(first, alarms.end(), waits);
  }
  return std::nullopt;
}

/// Reads one answer of the broker. Sets `nothing` to true on a timeout.
outcome amqp_sink::read(std::chrono::milliseconds limit, bool& nothing) {
  auto answer = connection_->wait(limit);
  if (!answer)
    return lose(answer.error());
  nothing = std::holds_alternative<std::monostate>(*answer);
  if (const auto* confirm = std::get_if<amqp_confirm>(&*answer)) {
    if (confirm->accepted)
      window_.acked(confirm->tag, confirm->multiple);
    else
      window_.nacked(
          confirm->tag, confirm->multiple,
          {failure_code::refused, "the broker refused the alarm (is the queue full?)"});
  } else if (const auto* back = std::get_if<amqp_return>(&*answer)) {
    declared_ = false;
    window_.returned(
        back->message_id,
        {failure_code::refused, "the broker could not route the alarm: " + back->reason
                                    + " (exchange, queue and binding will be declared again)"});
  }
  return std::nullopt;
}

/// Reads the available answers.
outcome amqp_sink::read_all() {
  outcome problem;
  for (bool nothing = false; !nothing && !problem;)
    problem = read(std::chrono::milliseconds{0}, nothing);
  return problem;
}

outcome amqp_sink::lose(model::failure why) {
  connection_.reset();
  window_.forget_unconfirmed();
  return why;
}

model::failure amqp_sink::unanswered() const {
  std::string message = "the broker did not confirm in time";
  if (connection_ && !connection_->blocked().empty())
    message += ": it blocks publishers, " + connection_->blocked();
  return {failure_code::timeout, std::move(message)};
}

} // namespace docker_monitor::sinks
