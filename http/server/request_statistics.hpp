#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace docker_monitor::http {

/// Counts requests by route and status, and how long they took: from the last byte of the header
/// section to the last byte of the answer that the kernel took. Not thread safe.
class request_statistics {
 public:
  /// Upper bounds of a histogram, in the order of time; beyond the last there is one more bucket.
  static constexpr std::array<std::chrono::nanoseconds, 8> bounds{
      std::chrono::microseconds{100}, std::chrono::microseconds{500}, std::chrono::milliseconds{1},
      std::chrono::milliseconds{5},   std::chrono::milliseconds{10},  std::chrono::milliseconds{50},
      std::chrono::milliseconds{500}, std::chrono::milliseconds{5000}};

  /// What is known of one route.
  struct route_statistics {
    std::array<std::uint64_t, bounds.size() + 1> buckets{}; ///< each for itself, not cumulated
    std::chrono::nanoseconds sum{0};
    std::vector<std::pair<unsigned, std::uint64_t>> by_status{}; ///< as many as we have statuses
  };

  /// `route` is a number of ours (`endpoint::route`), 0 for what leads nowhere.
  void count(std::size_t route, unsigned status, std::chrono::nanoseconds took);

  /// By the number of the route; those not asked for yet may be absent.
  [[nodiscard]] const std::vector<route_statistics>& routes() const { return routes_; }

  std::size_t connections = 0;      ///< open now
  std::size_t followers = 0;        ///< those of them that follow the stream
  std::uint64_t followers_lost = 0; ///< that were dropped since they did not keep up

 private:
  std::vector<route_statistics> routes_;
};

} // namespace docker_monitor::http
