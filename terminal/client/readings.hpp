#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string_view>
#include <vector>

namespace docker_monitor::terminal {

/// A moment of our own clock.
using steady_time = std::chrono::steady_clock::time_point;

/// What a container used at a moment; NaN for what is not known.
struct reading {
  std::chrono::system_clock::time_point time;
  float cpu = 0;    ///< percent
  float memory = 0; ///< percent
};

/// The last readings of a container, oldest first.
class readings {
 public:
  /// How far back they go.
  static constexpr std::chrono::minutes span{15};

  /// Appends one and forgets what is older than `span`, later than this one, or beyond `most`
  /// readings.
  void add(const reading& one, std::size_t most);

  /// Puts what the server remembers before what we have seen.
  void prepend(const std::vector<reading>& older);

  [[nodiscard]] const std::deque<reading>& all() const { return all_; }

  /// The CPU percentages of the newest ones, at most `count`, oldest first.
  [[nodiscard]] std::vector<float> last_cpu(std::size_t count) const;

 private:
  std::deque<reading> all_;
};

/// Reads the `points` of the API's history: the averages with their times. Empty where it is none.
std::vector<std::pair<std::chrono::system_clock::time_point, float>>
parse_history(std::string_view json);

} // namespace docker_monitor::terminal
