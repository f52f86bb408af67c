#pragma once

#include "bench/load/http_call.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace docker_monitor::bench {

/// The result of a load.
struct load_result {
  double requests_per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
  std::size_t failures = 0; ///< lost connections and answers with another status
};

/// The repeated request.
struct load_request {
  std::string target;
  std::string fields{};  ///< further header fields, each with its line end
  unsigned status = 200; ///< of a good answer
};

/// Sends the same request over keep-alive connections, one request in flight on each, for `time`.
/// Uses only the caller's thread. Does not count the first twentieth of the time.
load_result generate_load(
    const http_address& where, const load_request& request, std::chrono::nanoseconds time,
    std::size_t connections = 32);

} // namespace docker_monitor::bench
