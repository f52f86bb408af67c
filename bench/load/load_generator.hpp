#pragma once

#include "bench/load/http_call.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace docker_monitor::bench {

/// What came of a load.
struct load_result {
  double requests_per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
  std::size_t failures = 0; ///< connections lost and answers of another status
};

/// What is asked for again and again.
struct load_request {
  std::string target;
  std::string fields{};  ///< further header fields, each with its line end
  unsigned status = 200; ///< of a good answer
};

/// Asks the same over keep-alive connections, one request in flight on each, for so long. One
/// thread, the caller's. What the first twentieth of the time brings is not counted.
load_result generate_load(
    const http_address& where, const load_request& request, std::chrono::nanoseconds time,
    std::size_t connections = 32);

} // namespace docker_monitor::bench
