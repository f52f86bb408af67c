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

/// What is wanted from disk.
struct stored_query {
  std::string identity; ///< or the name of a container that is no more
  model::history_series series{};
  std::chrono::sys_seconds from{};
  std::chrono::sys_seconds until{};
  bool coarse = false; ///< rows of five minutes where there are such
};

/// The figures of the past in one file of SQLite: rows of 15 seconds for a day, then of five
/// minutes for 30 days. One thread and one process may use it. Every write is one transaction, on
/// disk when it returns.
class history_database {
 public:
  /// Fewer bytes cannot be asked for.
  static constexpr std::uint64_t least_bytes = 1'000'000;

  /// Opens or makes the file, which with its log stays within `bytes`. Fails with `malformed` for a
  /// file that is no database or a broken one, `version_refused` for one of a newer version of
  /// ours, `permission` or `refused` for one that can't be used now.
  static model::expected<std::unique_ptr<history_database>>
  open(const std::string& path, std::uint64_t bytes);

  ~history_database();

  /// Writes all of it or, with the failure, nothing. Of what is there the oldest goes where there
  /// is no room.
  std::optional<model::failure> write(const model::history_batch& batch);

  /// Does a piece of what is due: makes chunks of the journal and coarser ones of those, deletes
  /// what is too old. Time that leaps by more than a day deletes nothing until an hour of batches
  /// has agreed with it. True where there is more.
  model::expected<bool> compact();

  /// Adds what is there. False where nobody of that identity or name is known.
  model::expected<bool> read(const stored_query& question, model::history_downsampler& into);

  /// What is there is older; none where there is nothing.
  [[nodiscard]] std::optional<std::chrono::sys_seconds> kept_until() const;

  /// Bytes in use.
  [[nodiscard]] std::uint64_t bytes() const;

  /// How many pieces were left out since the last call, because they made no sense.
  std::size_t take_broken();

 private:
  struct parts;
  explicit history_database(std::unique_ptr<parts> all);

  std::unique_ptr<parts> parts_;
};

} // namespace docker_monitor::storage
