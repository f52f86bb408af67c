#pragma once

#include "model/failure.hpp"
#include "model/history/history_batch.hpp"
#include "model/history/history_downsampler.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace docker_monitor::storage {

/// A query for rows on disk.
struct stored_query {
  std::string identity; ///< or the name of a removed container
  model::history_series series{};
  std::chrono::sys_seconds from{};
  std::chrono::sys_seconds until{};
  bool coarse = false; ///< use rows of five minutes if they exist
};

/// The metric history in one SQLite file: rows of 15 seconds for a day, then of five minutes for 30
/// days. For one thread and one process. Every write is one transaction, which is on disk when it
/// returns.
class history_database {
 public:
  /// The minimum size; smaller limits are raised to it.
  static constexpr std::uint64_t least_bytes = 1'000'000;

  /// Opens or creates the file, which with its log stays within `bytes`. Fails with `malformed` for
  /// a file that is no database or is damaged, `version_refused` for one of a newer version of
  /// docker-monitor, `permission` or `refused` for one that can't be used now.
  static model::expected<std::unique_ptr<history_database>>
  open(const std::string& path, std::uint64_t bytes);

  ~history_database();

  /// Writes all of the batch or, with the failure, nothing. Deletes the oldest rows if there is no
  /// room.
  std::optional<model::failure> write(const model::history_batch& batch);

  /// Does a part of the compaction: makes chunks of the write-ahead log and coarser chunks of
  /// those, and deletes old ones. After a jump of the clock by more than a day nothing is deleted
  /// until batches have confirmed it for an hour. Returns true if there is more to do.
  model::expected<bool> compact();

  /// Adds the rows on disk to `into`. Returns false if the identity or name is unknown.
  model::expected<bool> read(const stored_query& query, model::history_downsampler& into);

  /// Returns the time before which all rows are; none if there are none.
  [[nodiscard]] std::optional<std::chrono::sys_seconds> kept_until() const;

  /// Returns the number of bytes in use.
  [[nodiscard]] std::uint64_t bytes() const;

  /// Returns the number of damaged parts that were skipped since the previous call.
  std::size_t take_broken();

 private:
  struct parts;
  explicit history_database(std::unique_ptr<parts> all);

  std::unique_ptr<parts> parts_;
};

} // namespace docker_monitor::storage
