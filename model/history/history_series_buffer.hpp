#pragma once

#include "model/history/history_batch.hpp"
#include "model/history/history_ring_buffer.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace docker_monitor::model {

/// The memory of one identity: its ring, and the rows of 15 seconds that are not handed over yet.
///
/// A reading is only noted. When its 15 seconds are over, all of them are put into the ring and
/// summed up at once, which costs a fraction of doing it one by one.
class history_series_buffer {
 public:
  using time = std::chrono::sys_seconds;

  explicit history_series_buffer(std::shared_ptr<const history_names> names)
      : names_{std::move(names)} {}

  [[nodiscard]] const std::shared_ptr<const history_names>& names() const { return names_; }
  void rename(std::shared_ptr<const history_names> names) { names_ = std::move(names); }

  /// How readings come.
  struct manner {
    history_ring_buffer::manner ring;
    /// Windows of 15 s that a reading stands for, the last being its own.
    std::uint32_t windows = 1;
  };

  /// Notes a reading; one that is not newer than the newest is nobody's. A clock that was set back
  /// by more than some seconds begins anew from there.
  void take(engine_time at, const history_row& row, const manner& how);

  /// When the newest reading was; the epoch where there was none.
  [[nodiscard]] engine_time newest() const { return newest_; }

  /// Ends the 15 seconds that are open, where they are before the window of this number.
  void close_before(std::uint32_t window, const manner& how) {
    if (noted_ > 0 && window_ < window)
      close(how);
  }

  /// Appends the rows that are finished, and forgets them here.
  void hand_over(history_batch& into);

  /// Brings the ring up to the newest reading.
  const history_ring_buffer& ring(const manner& how) {
    settle(how);
    return ring_;
  }

  void coarsen(std::chrono::seconds step) { ring_.coarsen(step); }

  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const {
    return sizeof(*this) + ring_.bytes() + finished_.capacity() * sizeof(history_window);
  }

 private:
  /// Readings that are noted before they are summed up; where more come in 15 s, that is done in
  /// parts.
  static constexpr std::size_t max_noted = 16;

  void settle(const manner& how);
  void close(const manner& how);
  void finish(const history_window& window);

  engine_time newest_{};
  std::uint32_t window_ = 0;                      ///< of what is noted
  std::uint8_t noted_ = 0;                        ///< of the arrays below
  std::uint8_t settled_ = 0;                      ///< of those, how many the ring has
  std::array<std::uint8_t, max_noted> seconds_{}; ///< since the window's beginning
  std::array<history_row, max_noted> rows_;
  history_ring_buffer ring_;
  std::uint32_t last_window_ = 0; ///< the newest that was finished; 0: none
  std::vector<history_window> finished_;
  std::shared_ptr<const history_names> names_;
};

} // namespace docker_monitor::model
