#pragma once

#include "model/container/snapshot.hpp"
#include "model/history/history_downsampler.hpp"
#include "model/history/history_query.hpp"
#include "model/history/history_round.hpp"
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

/// How long rows of 15 seconds are kept; after that there are rows of five minutes.
inline constexpr std::chrono::hours fine_history_age{24};
inline constexpr std::chrono::minutes coarse_history_step{5};
/// How long rows of five minutes are kept.
inline constexpr std::chrono::hours coarse_history_age{30 * 24};

/// The part of the metric history in memory, of all identities: the last quarter of an hour at full
/// resolution, and the rows that are due for the disk.
class metric_history {
 public:
  using seconds = std::chrono::seconds;
  using time = std::chrono::sys_seconds;

  /// The time range kept in memory.
  static constexpr seconds reach{15 * 60};

  struct settings {
    std::chrono::milliseconds interval{1000}; ///< of the readings
    std::size_t budget = 64U << 20U;          ///< maximum size in bytes
    bool on_disk = false;                     ///< batches are stored
    /// The disk has rows of earlier runs, or from before the clock was set back, older than this;
    /// none if it has no rows.
    std::optional<time> kept_until{};
  };

  explicit metric_history(const settings& with);

  /// Takes the new readings of a round. Returns a batch to store if one is due, else null.
  history_batch_ptr take(const snapshot& round);

  /// Takes the readings of a round, whose identities are also their names. Returns as above. One
  /// object takes rounds of one kind only.
  history_batch_ptr take(const history_round& round);

  /// Closes the current windows and returns the remaining rows; null if there are none.
  history_batch_ptr finish();

  /// Notes that the disk has rows older than `until`, which became known later.
  void found_on_disk(time until);

  /// The part of a query's answer that memory has.
  struct answer {
    std::string identity; ///< or the query's container if it is unknown here
    history_series series{};
    time from{}; ///< of the first point
    time to{};
    history_downsampler bins{seconds{1}}; ///< with the values from memory
    bool known = false;                   ///< the container exists, or memory has the identity
    time stored_until{}; ///< the rows from `from` to here are on disk; `from`: none
    bool coarse = false; ///< the step is a multiple of five minutes
  };
  answer ask(const history_query& query);

  /// Returns the number of identities that were refused for lack of memory.
  [[nodiscard]] std::size_t refused() const { return refused_; }

  /// Returns the step of new rows.
  [[nodiscard]] seconds step() const { return how_.ring.step; }

  /// Returns the size in memory at the newest batch.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  /// The state of one position in the snapshots' rows: one cache line.
  struct row_state {
    container_ptr who;
    history_series_buffer* series = nullptr;
    const sample* taken = nullptr; ///< for comparison only
    engine_time read_at{};         ///< of `taken`, since its address may be reused
    engine_time sampled_at{};
    history_row row{};
  };

  void note(row_state& s, const row& r);
  void note_host(const row& r);
  history_batch_ptr end_round(engine_time before);
  void go_back(time before);
  history_series_buffer* series_of(const std::string& identity, const std::string& name);
  history_batch_ptr hand_over();
  void fit();
  [[nodiscard]] time reaches_back_to() const;
  [[nodiscard]] seconds finest(time from) const;
  history_series_buffer* find(std::string_view identity_or_name);

  settings settings_;
  seconds base_; ///< the step of the readings
  history_series_buffer::manner how_;
  std::unordered_map<std::string, std::unique_ptr<history_series_buffer>> series_; ///< by identity
  std::vector<row_state> row_states_; ///< of the host, then in the order of the rows
  row_state host_state_;              ///< of the series that only the host has
  engine_time newest_{};              ///< reading of the newest round that had readings
  std::optional<time> begun_;
  std::int64_t batch_ = 0; ///< number in the grid of batches
  std::size_t bytes_ = 0;
  std::size_t refused_ = 0;
  time step_changed_{};
  time finer_since_{}; ///< before this time, chunks may have `coarser_step_`
  seconds coarser_step_{};
};

} // namespace docker_monitor::model
