#include "bench/measurement/rate_comparison.hpp"

#include "bench/measurement/statistics.hpp"

#include <array>
#include <vector>

namespace docker_monitor::bench {

rate_comparison compare_rates(
    const http_address& program, const http_address& bare, const load_request& request,
    std::chrono::milliseconds time, std::size_t rounds) {
  rate_comparison found;
  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> ratios;
  for (std::size_t round = 0; round < rounds; ++round) {
    // The first one of a round may have an advantage, so they take turns.
    std::array<load_result, 2> results;
    for (const std::size_t who : {round % 2, (round + 1) % 2}) {
      results.at(who) = generate_load(who == 0 ? program : bare, request, time);
      found.failures += results.at(who).failures;
    }
    ours.push_back(results[0].requests_per_second);
    theirs.push_back(results[1].requests_per_second);
    ratios.push_back(ours.back() / theirs.back());
  }
  found.per_second = median(ours);
  found.bare_per_second = median(theirs);
  found.ratio = median(ratios);
  return found;
}

} // namespace docker_monitor::bench
