#pragma once

#include "model/history/history_row.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace docker_monitor::model {

/// The newest readings of one identity at full resolution, on an absolute grid of times, in chunks:
/// what lived for seconds takes a chunk only, and what was written at another step stays as it is.
class history_ring_buffer {
 public:
  using seconds = std::chrono::seconds;
  using time = std::chrono::sys_seconds;

  /// Rows of a chunk.
  static constexpr std::size_t chunk_rows = 60;

  /// How a reading is put into its place.
  struct manner {
    seconds step{1};   ///< of chunks that are begun
    seconds keep{900}; ///< chunks whose end is so far back go
    /// Of two readings an interval apart, by the jitter of clocks, one place may be left out
    /// between them. It takes the later value then, as a rate is of the time before it.
    bool bridge = false;
  };

  /// Puts a reading to its place; readings in one place become their mean. A time before the newest
  /// chunk means that the clock was set back: what is later than it goes.
  void put(time at, const history_row& row, const manner& how);

  /// Has steps of at least `step` from now on, of means of what is there.
  void coarsen(seconds step);

  /// Calls `take` with the beginning, the length and the row of each place in which something is
  /// known and which begins in `[from, to)`.
  template <class Take>
  void visit(time from, time to, Take take) const {
    for (const auto& c : chunks_)
      for (std::size_t i = 0; i < chunk_rows && c->start < to && c->end() > from; ++i)
        if (const auto at = c->start + static_cast<std::int64_t>(i) * c->step;
            at >= from && at < to && c->rows[i] != unknown_row())
          take(at, c->step, c->rows[i]);
  }

  /// What it takes.
  [[nodiscard]] std::size_t bytes() const { return chunks_.size() * sizeof(chunk); }

 private:
  struct chunk {
    time start{};
    seconds step{};
    std::array<history_row, chunk_rows> rows{};

    [[nodiscard]] time end() const { return start + step * static_cast<int>(chunk_rows); }
  };

  chunk& chunk_of(time at, const manner& how);

  std::vector<std::unique_ptr<chunk>> chunks_; ///< in the order of their times
  time newest_{};                              ///< the place written last
  unsigned readings_ = 0;                      ///< in it; 0 before the first
};

} // namespace docker_monitor::model
