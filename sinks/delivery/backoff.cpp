#include "sinks/delivery/backoff.hpp"

#include <algorithm>

namespace docker_monitor::sinks {

std::chrono::milliseconds backoff::next() {
  using count = std::chrono::milliseconds::rep;
  std::uniform_int_distribution<count> up_to_limit{1, std::max<count>(1, limit_.count())};
  limit_ = std::min(cap_, limit_ * 2);
  return std::chrono::milliseconds{up_to_limit(random_)};
}

} // namespace docker_monitor::sinks
