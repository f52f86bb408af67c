#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace docker_monitor::bench {

/// The evenness of sampling.
struct sampling_quality {
  std::size_t samples = 0; ///< steps between consecutive samples of a container
  /// Counts containers whose sample was more than 1.5 intervals older than the newest of the same
  /// snapshot, and answers in which all samples were unchanged for 2.5 intervals.
  std::size_t missed = 0;
  double jitter_p50_ms = 0; ///< of |step − interval|
  double jitter_p99_ms = 0;
  double details_per_sample = 0; ///< full memory reads
  std::size_t from_cgroup = 0;   ///< containers whose newest sample came from cgroup files
  std::size_t containers = 0;
};

/// Checks sampling from outside, by the times in the API. Its input are the answers of `GET
/// …/api/v2/containers`, twice per interval.
class sampling_watch {
 public:
  explicit sampling_watch(std::chrono::nanoseconds interval) : interval_{interval} {}

  /// Takes an answer that arrived at `now`. Returns false where it has an unexpected form.
  bool take(std::string_view json, model::engine_time now);

  [[nodiscard]] sampling_quality result() const;

 private:
  struct seen {
    model::engine_time sampled_at;
    bool in_cgroup = false;
  };

  void take(const std::string& name, seen now, bool details);

  std::chrono::nanoseconds interval_;
  std::unordered_map<std::string, seen> last_;
  model::engine_time newest_{};
  std::size_t missed_ = 0;
  std::size_t samples_ = 0;
  std::size_t details_ = 0;
  std::vector<double> jitter_ms_;
};

} // namespace docker_monitor::bench
