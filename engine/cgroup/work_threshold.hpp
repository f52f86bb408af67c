#pragma once

#include <algorithm>
#include <cstdint>

namespace docker_monitor::engine {

/// The CPU time of a container after which some of its values may have changed. After eight looks
/// in a row that found no change, each further one doubles it, up to four times its first value.
class work_threshold {
 public:
  explicit constexpr work_threshold(std::uint32_t first_ns) : first_{first_ns}, now_{first_ns} {}

  /// Returns true if so much CPU time lets the values be read.
  [[nodiscard]] constexpr bool is_passed(std::uint64_t cpu_ns) const { return cpu_ns > now_; }

  /// Takes whether the values had changed after the threshold was passed.
  constexpr void learn(bool changed) {
    unchanged_ = changed ? 0 : std::min(unchanged_ + 1, enough_unchanged);
    if (unchanged_ == 0)
      now_ = first_;
    else if (unchanged_ == enough_unchanged)
      now_ = std::min(now_ * 2, first_ * 4);
  }

 private:
  static constexpr int enough_unchanged = 4;

  std::uint32_t first_;
  std::uint32_t now_;
  int unchanged_ = 0; ///< looks in a row that found no change
};

} // namespace docker_monitor::engine
