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

/// What was known of one series in one step.
struct history_values {
  model::history_value least = model::unknown_value;
  model::history_value average = model::unknown_value;
  model::history_value most = model::unknown_value;
};

/// Packs rows of one identity to few bytes: of each series the differences of averages, and how far
/// least and most are from them, low bytes and high bytes apart. None without memory.
std::optional<std::string> pack_chunk(deflater& pack, std::span<const model::history_summary> rows);

/// One series of a chunk of so many rows; none where it is broken.
std::optional<std::vector<history_values>> unpack_series(
    inflater& unpack, std::string_view packed, std::size_t rows, model::history_series series);

/// What is put behind the rows of a chunk: of how many parts each has something, none of more than
/// 255. Whoever doesn't know of it reads the rows all the same. None without memory.
std::optional<std::string> pack_counts(deflater& pack, std::span<const std::uint8_t> counts);

/// The counts behind so many rows; none where there are none or they make no sense.
std::optional<std::vector<std::uint8_t>>
unpack_counts(inflater& unpack, std::string_view packed, std::size_t rows);

/// All of a chunk of so many rows; none where it is broken.
std::optional<std::vector<model::history_summary>>
unpack_chunk(inflater& unpack, std::string_view packed, std::size_t rows);

/// A row in the journal: of whom, and when in its quarter of an hour.
struct journal_row {
  std::uint32_t identity = 0; ///< number
  std::uint16_t place = 0;
  std::uint16_t readings = 0;
  model::history_summary summary;
};

/// Rows as they are written to the journal: as they are, since they stay there for minutes only.
std::string_view journal_bytes(std::span<const journal_row> rows);

/// The reverse; none where they make no sense.
std::optional<std::vector<journal_row>> journal_rows(std::string_view bytes);

} // namespace docker_monitor::storage
