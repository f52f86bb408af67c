#pragma once

#include "model/failure.hpp"
#include "model/history/history_batch.hpp"
#include "model/history/metric_history.hpp"
#include "storage/sqlite.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace docker_monitor::storage {

// The metric history on disk. The rows of a minute, for 64 identities each, go to the write-ahead
// log (table `journal`) as they arrive. After a quarter of an hour they become one chunk per
// identity; the chunks of six hours become one chunk with rows of five minutes.

/// The version of the tables.
inline constexpr std::int64_t history_version = 1;

inline constexpr std::chrono::minutes quarter_length{15};
inline constexpr std::size_t quarter_rows = quarter_length / model::history_window_length;
inline constexpr std::chrono::hours block_length{6};
inline constexpr std::size_t block_rows = block_length / model::coarse_history_step;

/// The number of identities whose rows share a blob in the write-ahead log.
inline constexpr std::int64_t part_size = 64;

/// Numbers of identities are below this.
inline constexpr std::int64_t max_identities = 1LL << 28U;

/// Returns the key of a chunk. Time comes first, so that chunks are appended, and the oldest ones
/// are deleted at one end.
constexpr std::int64_t chunk_key(std::int64_t chunk, std::int64_t identity) {
  return chunk * max_identities + identity;
}

/// Returns the number of the quarter or block that contains a time.
template <class Length>
constexpr std::int64_t chunk_of(std::chrono::sys_seconds time, Length length) {
  return time.time_since_epoch() / std::chrono::seconds{length};
}

/// Returns the beginning of a quarter or block.
template <class Length>
constexpr std::chrono::sys_seconds chunk_start(std::int64_t chunk, Length length) {
  return std::chrono::sys_seconds{chunk * std::chrono::seconds{length}};
}

/// Creates the tables if there are none. Fails with `version_refused` for those of a newer version.
std::optional<model::failure> prepare_history(sqlite_connection& database);

} // namespace docker_monitor::storage
