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

// The figures of the past on disk. A minute's rows of 64 identities each go to the journal as they
// come. When a quarter of an hour is over they become a chunk of each identity; the chunks of six
// hours become one of rows of five minutes.

/// Of the layout of the tables.
inline constexpr std::int64_t history_version = 1;

inline constexpr std::chrono::minutes quarter_length{15};
inline constexpr std::size_t quarter_rows = quarter_length / model::history_window_length;
inline constexpr std::chrono::hours block_length{6};
inline constexpr std::size_t block_rows = block_length / model::coarse_history_step;

/// Identities whose rows share a blob in the journal.
inline constexpr std::int64_t part_size = 64;

/// Numbers of identities are below.
inline constexpr std::int64_t max_identities = 1LL << 28U;

/// The key of a chunk: by time first, so that chunks are appended, and the oldest go from one end.
constexpr std::int64_t chunk_key(std::int64_t chunk, std::int64_t identity) {
  return chunk * max_identities + identity;
}

/// The number of the quarter or block that a time is in.
template <class Length>
constexpr std::int64_t chunk_of(std::chrono::sys_seconds time, Length length) {
  return time.time_since_epoch() / std::chrono::seconds{length};
}

/// When a quarter or block begins.
template <class Length>
constexpr std::chrono::sys_seconds chunk_start(std::int64_t chunk, Length length) {
  return std::chrono::sys_seconds{chunk * std::chrono::seconds{length}};
}

/// Makes the tables where there are none. Fails with `version_refused` for those of a newer
/// version.
std::optional<model::failure> prepare_history(sqlite_connection& database);

} // namespace docker_monitor::storage
