#pragma once

#include "bench/harness/http_call.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>

namespace docker_monitor::bench {

/// What came of a load.
struct load_result {
  double requests_per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
  std::size_t failures = 0; ///< connections lost and answers other than 200
};

/// Asks for `target` over keep-alive connections, one request in flight on each, for so long. One
/// thread, the caller's. What the first twentieth of the time brings is not counted.
load_result generate_load(
    const http_address& where, std::string_view target, std::chrono::nanoseconds time,
    std::size_t connections = 32);

} // namespace docker_monitor::bench
