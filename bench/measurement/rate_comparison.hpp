#pragma once

#include "bench/load/load_generator.hpp"

#include <chrono>
#include <cstddef>

namespace docker_monitor::bench {

/// Requests per second of two servers under the same load.
struct rate_comparison {
  double per_second = 0;      ///< of the program; median of all rounds
  double bare_per_second = 0; ///< of the bare server; median of all rounds
  double ratio = 0;           ///< the median of the ratios of all rounds
  std::size_t failures = 0;   ///< of both
};

/// Loads two servers in turn, each for `time` in each round.
rate_comparison compare_rates(
    const http_address& program, const http_address& bare, const load_request& request,
    std::chrono::milliseconds time, std::size_t rounds);

} // namespace docker_monitor::bench
