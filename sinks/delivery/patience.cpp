#include "sinks/delivery/patience.hpp"

#include <algorithm>

#include <sys/socket.h>

namespace docker_monitor::sinks {

void patience::start(milliseconds limit) {
  begin_ = clock::now();
  deadline_ = begin_ + limit;
}

patience::milliseconds patience::left() const {
  const auto hurried = hurried_at_.load();
  const auto deadline =
      hurried == never ? deadline_ : std::min(deadline_, std::max(hurried, begin_) + rest);
  return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(deadline - clock::now()));
}

patience::milliseconds patience::next_slice() const {
  return std::min(left(), slice);
}

void patience::hurry() noexcept {
  auto expected = never;
  hurried_at_.compare_exchange_strong(expected, clock::now());
  const std::scoped_lock lock{mutex_};
  if (socket_ >= 0)
    ::shutdown(socket_, SHUT_RDWR);
}

patience::cutting::cutting(patience& owner, int socket) : owner_{owner} {
  const std::scoped_lock lock{owner_.mutex_};
  owner_.socket_ = socket;
}

patience::cutting::~cutting() {
  const std::scoped_lock lock{owner_.mutex_};
  owner_.socket_ = -1;
}

} // namespace docker_monitor::sinks
