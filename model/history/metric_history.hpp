#pragma once

#include "model/container/snapshot.hpp"
#include "model/history/history_downsampler.hpp"
#include "model/history/history_query.hpp"
#include "model/history/history_series_buffer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace docker_monitor::model {

/// How long rows of 15 seconds are kept; then there are rows of five minutes.
inline constexpr std::chrono::hours fine_history_age{24};
inline constexpr std::chrono::minutes coarse_history_step{5};
/// How long those are.
inline constexpr std::chrono::hours coarse_history_age{30 * 24};

/// The history of all identities as far as memory has it: the last quarter of an hour at full
/// resolution, and what is due for the disk.
class metric_history {
 public:
  using seconds = std::chrono::seconds;
  using time = std::chrono::sys_seconds;

  /// How far back memory reaches.
  static constexpr seconds reach{15 * 60};

  struct settings {
    std::chrono::milliseconds interval{1000}; ///< of the readings
    std::size_t budget = 64U << 20U;          ///< bytes to take at most
    bool on_disk = false;                     ///< what is handed over is kept
    /// What is on disk from runs before, or before the clock was set back, is older than this; none
    /// where nothing is.
    std::optional<time> kept_until{};
  };

  explicit metric_history(const settings& with);

  /// Takes the readings of a round that are new. Now and then there is something to be kept on
  /// disk; else null.
  history_batch_ptr take(const snapshot& round);

  /// Ends what is open and hands over the rest; null where there is none.
  history_batch_ptr finish();

  /// The disk has what is older, as is known only now.
  void found_on_disk(time until);

  /// A query as far as memory can answer it.
  struct answer {
    std::string identity; ///< or what was asked for, where it is known to nobody here
    history_series series{};
    time from{}; ///< of the first point
    time to{};
    history_downsampler bins{seconds{1}}; ///< with what memory has
    bool known = false;  ///< there is such a container, or memory has that identity
    time stored_until{}; ///< what the disk has from `from` to here is missing; `from` for nothing
    bool coarse = false; ///< points are of whole five minutes
  };
  answer ask(const history_query& query);

  /// Identities that were left out for want of memory.
  [[nodiscard]] std::size_t refused() const { return refused_; }

  /// The step of what is written now.
  [[nodiscard]] seconds step() const { return how_.ring.step; }

  /// What it took when it was last looked at, which is with every batch.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  /// What is known of the place of a row in the snapshots: one line of the cache.
  struct seat {
    container_ptr who;
    history_series_buffer* series = nullptr;
    const sample* taken = nullptr; ///< to be compared only
    engine_time read_at{};         ///< of that, as its address may be used again
    engine_time sampled_at{};
    history_row row{};
  };

  void note(seat& s, const row& r);
  void go_back(time before);
  history_series_buffer* series_of(const container& who);
  history_batch_ptr hand_over();
  void fit();
  [[nodiscard]] time reaches_back_to() const;
  [[nodiscard]] seconds finest(time from) const;
  history_series_buffer* find(std::string_view identity_or_name);

  settings settings_;
  seconds base_; ///< the step that readings come in
  history_series_buffer::manner how_;
  std::unordered_map<std::string, std::unique_ptr<history_series_buffer>> series_; ///< by identity
  std::vector<seat> seats_; ///< of the host, then as the rows
  engine_time newest_{};    ///< reading of the newest round that had any
  std::optional<time> begun_;
  std::int64_t batch_ = 0; ///< number of the times of which batches are made
  std::size_t bytes_ = 0;
  std::size_t refused_ = 0;
  time step_changed_{};
  time finer_since_{}; ///< before, chunks may have the step below
  seconds coarser_step_{};
};

} // namespace docker_monitor::model
