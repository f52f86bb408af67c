#include "sinks/smtp/smtp_sink.hpp"

#include "net/address.hpp"
#include "sinks/smtp/mail_message.hpp"
#include "sinks/smtp/smtp_connection.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace docker_monitor::sinks {

namespace {

/// Alarms that only some recipients have. The outbox may drop one, which is forgotten here.
constexpr std::size_t max_partly_taken = 1000;

} // namespace

smtp_sink::smtp_sink(smtp_options options, model::log_lines lines)
    : options_{std::move(options)}, lines_{lines} {}

smtp_sink::~smtp_sink() = default;

std::vector<outcome>
smtp_sink::deliver(std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds limit) {
  const auto begin = sinks::call_deadline::clock::now();
  std::vector<outcome> outcomes;
  outcomes.reserve(alarms.size());
  outcome ailing; // why the rest of this call is skipped
  bool some_settled = false;
  for (const auto& alarm : alarms) {
    if (ailing) {
      outcomes.push_back(ailing);
    } else if (some_settled && sinks::call_deadline::clock::now() - begin > limit / 2) {
      // The server is slow but works: the next call has the whole time for the other alarms.
      outcomes.emplace_back(
          model::failure{model::failure_code::cancelled, "there was no time left to send it"});
    } else {
      call_deadline_.start(limit);
      outcomes.push_back(deliver_one(*alarm));
      const auto& last = outcomes.back();
      if (last && last->code != model::failure_code::parked)
        ailing = last;
      else
        some_settled = true;
    }
  }
  if (connection_)
    connection_->quit(call_deadline_);
  connection_.reset();
  return outcomes;
}

outcome smtp_sink::open(std::chrono::milliseconds call_deadline) {
  if (reached_)
    return std::nullopt;
  call_deadline_.start(call_deadline);
  if (auto problem = connect())
    return problem;
  connection_->quit(call_deadline_);
  connection_.reset();
  return std::nullopt;
}

outcome smtp_sink::connect() {
  reached_ = false;
  auto opened = smtp_connection::open(options_, call_deadline_);
  if (!opened)
    return opened.error();
  connection_ = *std::move(opened);
  reached_ = true;
  return std::nullopt;
}

outcome smtp_sink::deliver_one(const model::alarm& alarm) {
  if (!connection_)
    if (auto problem = connect())
      return problem;
  auto result = send(alarm);
  if (connection_ && !connection_->is_usable())
    connection_.reset();
  return result;
}

outcome smtp_sink::send(const model::alarm& alarm) {
  using model::failure_code;
  if (taken_.size() > max_partly_taken)
    taken_.clear();
  auto& taken = taken_[alarm.id];
  std::vector<std::string> to;
  std::ranges::copy_if(options_.to, std::back_inserter(to), [&taken](const auto& address) {
    return !taken.contains(address);
  });
  const auto replies =
      connection_->send(options_.from, to, mail_message(alarm, options_, lines_), call_deadline_);
  if (!replies) {
    reached_ = false;
    connection_.reset();
    return replies.error();
  }
  std::string refusals; // that are final
  std::string delays;
  for (std::size_t i = 0; i < to.size(); ++i) {
    const auto& reply = (*replies)[i];
    if (reply.is_positive()) {
      taken.insert(to[i]);
      answer_ = reply_in_words(reply);
      continue;
    }
    auto& refused = reply.is_permanent() ? refusals : delays;
    if (refused.empty()) // the first one is enough
      refused = to[i] + ": " + reply_in_words(reply);
  }
  const auto where = net::host_and_port(options_.host, options_.port) + ": ";
  const std::string others = taken.empty() ? "" : " (other recipients have it)";
  if (!delays.empty())
    return model::failure{failure_code::refused, where + delays + others};
  taken_.erase(alarm.id);
  if (!refusals.empty())
    return model::failure{failure_code::parked, where + refusals + others};
  return std::nullopt;
}

} // namespace docker_monitor::sinks
