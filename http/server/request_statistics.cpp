#include "http/server/request_statistics.hpp"

#include <algorithm>

namespace docker_monitor::http {

void request_statistics::count(std::size_t route, unsigned status, std::chrono::nanoseconds took) {
  if (route >= routes_.size())
    routes_.resize(route + 1);
  auto& statistics = routes_[route];
  const auto bucket = std::ranges::lower_bound(bounds, took) - bounds.begin();
  ++statistics.buckets.at(static_cast<std::size_t>(bucket));
  statistics.sum += took;
  for (auto& [known, count] : statistics.by_status) {
    if (known == status) {
      ++count;
      return;
    }
  }
  statistics.by_status.emplace_back(status, 1);
}

} // namespace docker_monitor::http
