#pragma once

#include "model/history/history_row.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace docker_monitor::model {

/// The newest readings of one identity at full resolution, on an absolute grid of times, in chunks.
/// An identity of a few seconds takes one chunk only, and chunks of another step keep it.
class history_ring_buffer {
 public:
  using seconds = std::chrono::seconds;
  using time = std::chrono::sys_seconds;

  /// The number of rows of a chunk.
  static constexpr std::size_t chunk_rows = 60;

  /// How a reading is stored.
  struct manner {
    seconds step{1};   ///< of new chunks
    seconds keep{900}; ///< chunks that end earlier than this before the newest reading are removed
    /// Jitter of the clocks may leave one empty place between two readings an interval apart. If
    /// set, the place takes the later value, since a rate covers the time before it.
    bool bridge = false;
  };

  /// Stores a reading; readings in one place become their mean. A time before the newest chunk
  /// means that the clock was set back: later rows are removed.
  void put(time at, const history_row& row, const manner& how);

  /// Changes to steps of at least `step`, and replaces the existing rows by means.
  void coarsen(seconds step);

  /// Calls `take` with the beginning, the length and the row of each place in `[from, to)` that has
  /// a value.
  template <class Take>
  void visit(time from, time to, Take take) const {
    for (const auto& c : chunks_)
      for (std::size_t i = 0; i < chunk_rows && c->start < to && c->end() > from; ++i)
        if (const auto at = c->start + static_cast<std::int64_t>(i) * c->step;
            at >= from && at < to && c->rows[i] != unknown_row())
          take(at, c->step, c->rows[i]);
  }

  /// Returns the size in memory.
  [[nodiscard]] std::size_t bytes() const { return chunks_.size() * sizeof(chunk); }

 private:
  struct chunk {
    time start{};
    seconds step{};
    std::array<history_row, chunk_rows> rows{};

    [[nodiscard]] time end() const { return start + step * static_cast<int>(chunk_rows); }
  };

  chunk& chunk_of(time at, const manner& how);

  std::vector<std::unique_ptr<chunk>> chunks_; ///< sorted by time
  time newest_{};                              ///< the place of the newest reading
  unsigned readings_ = 0;                      ///< readings in that place; 0 before the first
};

} // namespace docker_monitor::model
