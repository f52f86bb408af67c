#pragma once

#include "model/history/history_query.hpp"
#include "model/history/history_row.hpp"

#include <chrono>
#include <vector>

namespace docker_monitor::model {

/// Combines the values of one series from all sources into the points of a line.
class history_downsampler {
 public:
  using seconds = std::chrono::seconds;
  using time = std::chrono::sys_seconds;

  /// Makes points of `step` each; `step` must be positive.
  explicit history_downsampler(seconds step) : step_{step} {}

  [[nodiscard]] seconds step() const { return step_; }

  /// Adds the values of the time `length` that begins at `at`, in any order of times. Unknown
  /// values are ignored.
  void add(time at, seconds length, history_value least, history_value average, history_value most);

  /// Adds the values of one series in a row or summary.
  void add(time at, seconds length, const history_row& row, history_series series);
  void add(time at, seconds length, const history_summary& summary, history_series series);

  /// Returns the points that begin in `[from, to)`.
  [[nodiscard]] history_line line(time from, time to) const;

 private:
  struct bin {
    time start{};
    history_value least = unknown_value;
    history_value most = 0;
    double sum = 0;    ///< of averages, each multiplied by its seconds
    double weight = 0; ///< sum of these seconds
  };

  bin& bin_of(time start);

  seconds step_;
  std::vector<bin> bins_; ///< sorted by time
};

/// Rounds a time down to a grid through the epoch.
constexpr std::chrono::sys_seconds
aligned(std::chrono::sys_seconds time, std::chrono::seconds step) {
  const auto since = time.time_since_epoch();
  return time - (since % step + step) % step;
}

/// Returns the smallest multiple of `of` that is at least `step` and at least `of`.
constexpr std::chrono::seconds rounded_up(std::chrono::seconds step, std::chrono::seconds of) {
  return step <= of ? of : (step + of - std::chrono::seconds{1}) / of * of;
}

} // namespace docker_monitor::model
