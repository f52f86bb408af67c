#pragma once

#include "model/history/history_query.hpp"
#include "model/history/history_row.hpp"

#include <chrono>
#include <vector>

namespace docker_monitor::model {

/// Puts what is known of one series together to the points of a line, wherever it comes from.
class history_downsampler {
 public:
  using seconds = std::chrono::seconds;
  using time = std::chrono::sys_seconds;

  /// Of points that stand for `step` each, a positive time.
  explicit history_downsampler(seconds step) : step_{step} {}

  [[nodiscard]] seconds step() const { return step_; }

  /// Adds what was known of `length` that begins at `at`, in any order of times. Nothing where it
  /// is unknown.
  void add(time at, seconds length, history_value least, history_value average, history_value most);

  /// Adds the part of a row or summary that is of a series.
  void add(time at, seconds length, const history_row& row, history_series series);
  void add(time at, seconds length, const history_summary& summary, history_series series);

  /// The points that begin in `[from, to)`.
  [[nodiscard]] history_line line(time from, time to) const;

 private:
  struct bin {
    time start{};
    history_value least = unknown_value;
    history_value most = 0;
    double sum = 0;    ///< of averages, each times its seconds
    double weight = 0; ///< those seconds
  };

  bin& bin_of(time start);

  seconds step_;
  std::vector<bin> bins_; ///< in the order of their times
};

/// A time brought down to a grid through the epoch.
constexpr std::chrono::sys_seconds
aligned(std::chrono::sys_seconds time, std::chrono::seconds step) {
  const auto since = time.time_since_epoch();
  return time - (since % step + step) % step;
}

/// The smallest multiple of `of` that is not below `step`, and at least `of` itself.
constexpr std::chrono::seconds rounded_up(std::chrono::seconds step, std::chrono::seconds of) {
  return step <= of ? of : (step + of - std::chrono::seconds{1}) / of * of;
}

} // namespace docker_monitor::model
