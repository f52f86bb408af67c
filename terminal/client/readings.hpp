#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string_view>
#include <vector>

namespace docker_monitor::terminal {

/// A time of the local monotonic clock.
using steady_time = std::chrono::steady_clock::time_point;

/// The usage of a container at one time; NaN for unknown values.
struct reading {
  std::chrono::system_clock::time_point time;
  float cpu = 0;    ///< percent
  float memory = 0; ///< percent
};

/// The last readings of a container, oldest first.
class readings {
 public:
  /// The time that the readings cover.
  static constexpr std::chrono::minutes span{15};

  /// Appends a reading. Drops readings older than `span`, later than this one, or in excess of
  /// `most`.
  void add(const reading& one, std::size_t most);

  /// Inserts the server's readings before the own ones.
  void prepend(const std::vector<reading>& older);

  [[nodiscard]] const std::deque<reading>& all() const { return all_; }

  /// Returns the newest CPU percentages, at most `count`, oldest first.
  [[nodiscard]] std::vector<float> last_cpu(std::size_t count) const;

 private:
  std::deque<reading> all_;
};

/// Reads the averages and times in `points` of the API's history. Empty for anything else.
std::vector<std::pair<std::chrono::system_clock::time_point, float>>
parse_history(std::string_view json);

} // namespace docker_monitor::terminal
