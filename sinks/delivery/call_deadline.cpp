#include "sinks/delivery/call_deadline.hpp"

#include <algorithm>

#include <sys/socket.h>

namespace docker_monitor::sinks {

void call_deadline::start(milliseconds limit) {
  begin_ = clock::now();
  deadline_ = begin_ + limit;
}

call_deadline::milliseconds call_deadline::left() const {
  const auto stop_requested = stop_requested_at_.load();
  const auto deadline = stop_requested == never
                            ? deadline_
                            : std::min(deadline_, std::max(stop_requested, begin_) + rest);
  return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(deadline - clock::now()));
}

call_deadline::milliseconds call_deadline::next_slice() const {
  return std::min(left(), slice);
}

void call_deadline::request_stop() noexcept {
  auto expected = never;
  stop_requested_at_.compare_exchange_strong(expected, clock::now());
  const std::scoped_lock lock{mutex_};
  if (socket_ >= 0)
    ::shutdown(socket_, SHUT_RDWR);
}

call_deadline::cutting::cutting(call_deadline& owner, int socket) : owner_{owner} {
  const std::scoped_lock lock{owner_.mutex_};
  owner_.socket_ = socket;
}

call_deadline::cutting::~cutting() {
  const std::scoped_lock lock{owner_.mutex_};
  owner_.socket_ = -1;
}

} // namespace docker_monitor::sinks
