#pragma once

#include "model/history/history_row.hpp"
#include "storage/history/deflate.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::storage {

/// The values of one series in one step.
struct history_values {
  model::history_value least = model::unknown_value;
  model::history_value average = model::unknown_value;
  model::history_value most = model::unknown_value;
};

/// Packs rows of one identity compactly: per series the differences of averages, and the distances
/// of minimum and maximum from them, with low and high bytes separated. Returns none without
/// memory.
std::optional<std::string> pack_chunk(deflater& pack, std::span<const model::history_summary> rows);

/// Returns one series of a chunk of the given number of rows; none if it is damaged.
std::optional<std::vector<history_values>> unpack_series(
    inflater& unpack, std::string_view packed, std::size_t rows, model::history_series series);

/// Packs the counts that follow the rows of a chunk: how many windows of each row have values, at
/// most 255. A reader that does not know them can still read the rows. Returns none without memory.
std::optional<std::string> pack_counts(deflater& pack, std::span<const std::uint8_t> counts);

/// Returns the counts of the given number of rows; none if there are none or they are damaged.
std::optional<std::vector<std::uint8_t>>
unpack_counts(inflater& unpack, std::string_view packed, std::size_t rows);

/// Returns all series of a chunk of the given number of rows; none if it is damaged.
std::optional<std::vector<model::history_summary>>
unpack_chunk(inflater& unpack, std::string_view packed, std::size_t rows);

/// A row in the write-ahead log: its identity, and its place in its quarter of an hour.
struct journal_row {
  std::uint32_t identity = 0; ///< number
  std::uint16_t place = 0;
  std::uint16_t readings = 0;
  model::history_summary summary;
};

/// Returns rows as bytes for the write-ahead log. They are not compressed, since they stay there
/// for minutes only.
std::string_view journal_bytes(std::span<const journal_row> rows);

/// Reads the bytes of `journal_bytes`; none if they are inconsistent.
std::optional<std::vector<journal_row>> journal_rows(std::string_view bytes);

} // namespace docker_monitor::storage
