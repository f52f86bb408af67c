#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace docker_monitor::model {

/// The values of a time span, thinned out to a few points, and their rate of change. Where values
/// are rarer than the points, the newest one from before the span counts, too.
class growth_window {
 public:
  /// A time of a monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  /// The number of parts of the whole span.
  static constexpr std::size_t steps = 15;

  explicit growth_window(std::chrono::milliseconds span) : span_(span) {}

  /// Takes a value. Returns false if the value is dropped because the previous one is too near.
  bool add(instant at, double value);

  /// Returns the change per second by least squares; none until nine tenths of the span have
  /// values.
  [[nodiscard]] std::optional<double> slope() const;

  /// Returns the change per second that lasts: that of the whole span or of its second half,
  /// whichever is less. Growth that has stopped does not count.
  [[nodiscard]] std::optional<double> lasting_slope() const;

  void clear() { points_.clear(); }

 private:
  struct point {
    instant at;
    double value;
  };

  void drop_old(instant at);
  [[nodiscard]] bool is_full() const;
  [[nodiscard]] std::chrono::milliseconds enough() const { return span_ * 9 / 10; }
  [[nodiscard]] double fit(std::size_t from) const;

  std::chrono::milliseconds span_;
  std::vector<point> points_; ///< in order of time, at most `steps` and two
};

} // namespace docker_monitor::model
