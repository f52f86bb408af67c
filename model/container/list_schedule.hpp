#pragma once

#include <chrono>
#include <optional>
#include <utility>

namespace docker_monitor::model {

/// When the engine's list of containers is asked for: one at a time, and after losses of events at
/// most once a second.
class list_schedule {
 public:
  /// Of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  /// The pause between two lists that losses make necessary.
  static constexpr std::chrono::seconds pause{1};

  /// What is to be done after a loss.
  enum class step : unsigned char {
    none, ///< nothing was lost, or what is under way will do
    ask,  ///< the list is asked for now
    wait, ///< when the pause is over
  };

  /// Events may have been lost: a list is due.
  void note_loss() { lost_ = true; }

  [[nodiscard]] bool is_due() const { return lost_; }

  /// What is to be done at `now` about what was lost.
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

  /// The pause is over.
  void end_pause() { pausing_ = false; }

  /// A list is to be asked for; false where one is awaited already.
  bool ask() {
    if (std::exchange(awaited_, true))
      return false;
    lost_before_ = std::exchange(lost_, false);
    return true;
  }

  /// The list has come, or will not come any more.
  void take() { awaited_ = false; }

  /// Events may have been lost before that list was asked for.
  [[nodiscard]] bool lost_before() const { return lost_before_; }

 private:
  bool lost_ = false;
  bool lost_before_ = false;
  bool awaited_ = false;
  bool pausing_ = false;
  std::optional<instant> asked_after_loss_;
};

} // namespace docker_monitor::model
