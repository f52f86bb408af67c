#include "sinks/log/log_sink.hpp"

#include <climits>

#include <cerrno>
#include <system_error>

#include <poll.h>
#include <unistd.h>

namespace docker_monitor::sinks {

namespace {

using model::failure;
using model::failure_code;

failure system_failure(int error) {
  return {
      error == EPIPE || error == EBADF ? failure_code::disconnected : failure_code::refused,
      "standard output: " + std::system_category().message(error)};
}

/// Waits until a write of at most PIPE_BUF bytes does not block. Returns false when the deadline
/// passes first.
bool wait_writable(int descriptor, const call_deadline& limit) {
  pollfd wanted{descriptor, POLLOUT, 0};
  for (;;) {
    const auto slice = limit.next_slice();
    // The following write reports errors.
    if (::poll(&wanted, 1, static_cast<int>(slice.count())) > 0)
      return true;
    if (limit.left().count() == 0)
      return false;
  }
}

} // namespace

std::vector<outcome> log_sink::deliver(
    std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) {
  call_deadline_.start(call_deadline);
  std::vector<outcome> outcomes;
  outcomes.reserve(alarms.size());
  auto broken = write_rest();
  for (const auto& alarm : alarms) {
    if (!broken)
      broken = write_line(*alarm);
    outcomes.push_back(broken);
  }
  return outcomes;
}

outcome log_sink::write_line(const model::alarm& alarm) {
  if (alarm.id == rest_of_) { // its line has just been completed
    rest_of_.clear();
    return std::nullopt;
  }
  rest_ = model::to_json(alarm, lines_) + '\n';
  const auto whole = rest_.size();
  auto broken = write_rest();
  if (broken && rest_.size() == whole)
    rest_.clear(); // nothing was written, so no line is torn
  rest_of_ = rest_.empty() ? std::string{} : alarm.id;
  return broken;
}

outcome log_sink::write_rest() {
  std::size_t written = 0;
  outcome broken;
  while (written < rest_.size() && !broken) {
    if (!wait_writable(descriptor_, call_deadline_)) {
      broken = failure{failure_code::timeout, "standard output: its reader takes nothing"};
      break;
    }
    // The descriptor may be blocking, and its flags are shared with other processes. A piece of
    // this size does not block on a ready pipe.
    const auto piece = std::min<std::size_t>(rest_.size() - written, PIPE_BUF);
    const auto n = ::write(descriptor_, rest_.data() + written, piece);
    if (n >= 0)
      written += static_cast<std::size_t>(n);
    else if (errno != EINTR && errno != EAGAIN)
      broken = system_failure(errno);
  }
  rest_.erase(0, written);
  if (broken && broken->code == failure_code::disconnected) {
    rest_.clear(); // a new reader has not seen the beginning of the line
    rest_of_.clear();
  }
  return broken;
}

} // namespace docker_monitor::sinks
