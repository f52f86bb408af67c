#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace docker_monitor::model {

/// The values of some time, thinned out to a few, and how they change.
class growth_window {
 public:
  /// Of a monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  /// Points the whole time is cut into.
  static constexpr std::size_t steps = 15;

  explicit growth_window(std::chrono::milliseconds span) : span_(span) {}

  /// Takes a value; false where the last one is so near that it is left out.
  bool add(instant at, double value);

  /// The change a second by least squares; none while less than nine tenths of the time is known.
  [[nodiscard]] std::optional<double> slope() const;

  /// The change a second that goes on: that of the whole time or of its second half, whichever is
  /// less. What grew and stopped is not growing.
  [[nodiscard]] std::optional<double> lasting_slope() const;

  void clear() { points_.clear(); }

 private:
  struct point {
    instant at;
    double value;
  };

  [[nodiscard]] bool is_full() const;
  [[nodiscard]] double fit(std::size_t from) const;

  std::chrono::milliseconds span_;
  std::vector<point> points_; ///< in their order, `steps` and two at most
};

} // namespace docker_monitor::model
