#pragma once

#include <chrono>
#include <optional>
#include <utility>

namespace docker_monitor::model {

/// Decides when the engine's list of containers is requested: one request at a time, and after
/// losses of events at most one per second.
class list_schedule {
 public:
  /// A time of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  /// The minimum time between two lists after losses.
  static constexpr std::chrono::seconds pause{1};

  /// What to do after a loss.
  enum class step : unsigned char {
    none, ///< nothing was lost, or a pause runs already
    ask,  ///< request the list now
    wait, ///< call again when the pause is over
  };

  /// Notes that events may have been lost: a list is due.
  void note_loss() { lost_ = true; }

  [[nodiscard]] bool is_due() const { return lost_; }

  /// Returns what to do at `now` about a loss.
  step next(instant now) {
    if (!lost_ || pausing_)
      return step::none;
    if (asked_after_loss_ && now - *asked_after_loss_ < pause) {
      pausing_ = true;
      return step::wait;
    }
    asked_after_loss_ = now;
    return step::ask;
  }

  /// Ends the pause.
  void end_pause() { pausing_ = false; }

  /// Notes a request for a list. Returns false if one is under way already.
  bool ask() {
    if (std::exchange(awaited_, true))
      return false;
    lost_before_ = std::exchange(lost_, false);
    return true;
  }

  /// Notes that the list arrived, or will not arrive.
  void take() { awaited_ = false; }

  /// Returns true if events may have been lost before the list was requested.
  [[nodiscard]] bool lost_before() const { return lost_before_; }

 private:
  bool lost_ = false;
  bool lost_before_ = false;
  bool awaited_ = false;
  bool pausing_ = false;
  std::optional<instant> asked_after_loss_;
};

} // namespace docker_monitor::model
