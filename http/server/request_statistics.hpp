#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace docker_monitor::http {

/// Counts requests by route and status, and their durations: from the last byte of the header
/// section to the last byte of the answer that the kernel accepts. Not thread safe.
class request_statistics {
 public:
  /// The upper bounds of the histogram, ascending. One more bucket holds longer times.
  static constexpr std::array<std::chrono::nanoseconds, 8> bounds{
      std::chrono::microseconds{100}, std::chrono::microseconds{500}, std::chrono::milliseconds{1},
      std::chrono::milliseconds{5},   std::chrono::milliseconds{10},  std::chrono::milliseconds{50},
      std::chrono::milliseconds{500}, std::chrono::milliseconds{5000}};

  /// The counts of one route.
  struct route_statistics {
    std::array<std::uint64_t, bounds.size() + 1> buckets{}; ///< not cumulative
    std::chrono::nanoseconds sum{0};
    std::vector<std::pair<unsigned, std::uint64_t>> by_status{}; ///< one per status seen
  };

  /// Counts a request. `route` is `route_handler::number`, 0 for unknown routes.
  void count(std::size_t route, unsigned status, std::chrono::nanoseconds took);

  /// Returns the counts by route number. Routes that were not requested yet may be absent.
  [[nodiscard]] const std::vector<route_statistics>& routes() const { return routes_; }

  std::size_t connections = 0;      ///< open now
  std::size_t followers = 0;        ///< connections of them that follow the stream
  std::uint64_t followers_lost = 0; ///< followers dropped because they read too slowly

 private:
  std::vector<route_statistics> routes_;
};

} // namespace docker_monitor::http
