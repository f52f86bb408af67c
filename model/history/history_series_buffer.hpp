#pragma once

#include "model/history/history_batch.hpp"
#include "model/history/history_ring_buffer.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace docker_monitor::model {

/// The memory of one identity: its ring buffer, and the rows of 15 seconds that are not handed over
/// yet.
///
/// A reading is only noted. When its 15 seconds are over, all of them are put into the ring buffer
/// and summarized together, which costs a fraction of doing so one by one.
class history_series_buffer {
 public:
  using time = std::chrono::sys_seconds;

  explicit history_series_buffer(std::shared_ptr<const history_names> names)
      : names_{std::move(names)} {}

  [[nodiscard]] const std::shared_ptr<const history_names>& names() const { return names_; }
  void rename(std::shared_ptr<const history_names> names) { names_ = std::move(names); }

  /// How readings arrive.
  struct manner {
    history_ring_buffer::manner ring;
    /// The number of windows of 15 s that a reading covers, up to its own.
    std::uint32_t windows = 1;
  };

  /// Notes a reading; one that is not newer than the newest is ignored. If the clock was set back
  /// by more than some seconds, the history continues from there.
  void take(engine_time at, const history_row& row, const manner& how);

  /// Returns the time of the newest reading; the epoch if there is none.
  [[nodiscard]] engine_time newest() const { return newest_; }

  /// Closes the current 15 seconds if they are before the window of this number.
  void close_before(std::uint32_t window, const manner& how) {
    if (noted_ > 0 && window_ < window)
      close(how);
  }

  /// Appends the finished rows to `into`, and removes them here.
  void hand_over(history_batch& into);

  /// Returns the ring buffer, updated to the newest reading.
  const history_ring_buffer& ring(const manner& how) {
    settle(how);
    return ring_;
  }

  void coarsen(std::chrono::seconds step) { ring_.coarsen(step); }

  /// Returns the size in memory.
  [[nodiscard]] std::size_t bytes() const {
    return sizeof(*this) + ring_.bytes() + finished_.capacity() * sizeof(history_window);
  }

 private:
  /// The number of readings that are noted before they are summarized. If more arrive in 15 s, they
  /// are summarized in parts.
  static constexpr std::size_t max_noted = 16;

  [[nodiscard]] std::optional<std::chrono::sys_seconds>
  bridged_place(std::chrono::sys_seconds second, const manner& how) const;
  void settle(const manner& how);
  void close(const manner& how);
  [[nodiscard]] history_summary summarize_noted(std::chrono::seconds step) const;
  void finish(const history_window& window);

  engine_time newest_{};
  std::uint32_t window_ = 0;  ///< the window of the noted readings
  std::uint8_t noted_ = 0;    ///< used length of the arrays below
  std::uint8_t settled_ = 0;  ///< how many of these are in the ring buffer
  std::uint16_t bridged_ = 0; ///< a bit for each of these that fills the place before, too
  std::array<std::uint8_t, max_noted> seconds_{}; ///< since the beginning of the window
  std::array<history_row, max_noted> rows_;
  history_ring_buffer ring_;
  std::uint32_t last_window_ = 0; ///< the newest finished window; 0: none
  std::vector<history_window> finished_;
  std::shared_ptr<const history_names> names_;
};

} // namespace docker_monitor::model
