#include "storage/history/history_chunk.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace docker_monitor::storage {

namespace {

using model::history_series_count;
using model::history_summary;
using model::history_value;
using model::unknown_value;

// A chunk begins with one bit per series. Each existing series follows with its length and its
// compressed data: a bitmap of the known steps, then three columns: differences of averages,
// average minus minimum, maximum minus average. Counts may follow the last series.
constexpr std::size_t columns = 3;
constexpr unsigned byte_bits = 8;
constexpr std::size_t length_bytes = 2;

constexpr std::size_t bitmap_bytes(std::size_t rows) {
  return (rows + byte_bits - 1) / byte_bits;
}

constexpr std::size_t series_bytes(std::size_t rows) {
  return bitmap_bytes(rows) + columns * sizeof(history_value) * rows;
}

/// Maps small differences of either sign to small numbers.
std::uint16_t folded(std::uint16_t difference) {
  return static_cast<std::uint16_t>(
      (difference << 1U) ^ ((difference & 0x8000U) != 0 ? 0xffffU : 0));
}

std::uint16_t unfolded(std::uint16_t value) {
  return static_cast<std::uint16_t>((value >> 1U) ^ ((value & 1U) != 0 ? 0xffffU : 0));
}

/// The positions of the parts of a series.
template <class Byte>
struct columns_at {
  Byte* bitmap;
  std::size_t rows;

  [[nodiscard]] Byte* low(std::size_t column) const {
    return bitmap + bitmap_bytes(rows) + 2 * column * rows;
  }
  void put(std::size_t column, std::size_t row, std::uint16_t value) const {
    low(column)[row] = static_cast<Byte>(value & 0xffU);
    low(column)[rows + row] = static_cast<Byte>(value >> byte_bits);
  }
  [[nodiscard]] std::uint16_t get(std::size_t column, std::size_t row) const {
    return static_cast<std::uint16_t>(
        static_cast<unsigned char>(low(column)[row])
        | static_cast<unsigned char>(low(column)[rows + row]) << byte_bits);
  }
};

void put_series(char* into, std::span<const history_summary> rows, std::size_t series) {
  const columns_at<char> parts{into, rows.size()};
  history_value last = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto average = rows[i].average[series];
    if (average == unknown_value)
      continue;
    parts.bitmap[i / byte_bits] =
        static_cast<char>(parts.bitmap[i / byte_bits] | 1 << (i % byte_bits));
    parts.put(0, i, folded(static_cast<std::uint16_t>(average - last)));
    parts.put(1, i, static_cast<std::uint16_t>(average - rows[i].least[series]));
    parts.put(2, i, static_cast<std::uint16_t>(rows[i].most[series] - average));
    last = average;
  }
}

/// Returns false if the data are inconsistent.
bool get_series(const char* from, std::vector<history_values>& into) {
  const columns_at<const char> parts{from, into.size()};
  history_value last = 0;
  for (std::size_t i = 0; i < into.size(); ++i) {
    if ((parts.bitmap[i / byte_bits] >> (i % byte_bits) & 1) == 0)
      continue;
    last = static_cast<history_value>(last + unfolded(parts.get(0, i)));
    const auto below = parts.get(1, i);
    const auto above = parts.get(2, i);
    if (last == unknown_value || below > last || above >= unknown_value - last)
      return false;
    into[i] = {
        static_cast<history_value>(last - below), last, static_cast<history_value>(last + above)};
  }
  return true;
}

/// Returns the bytes of a series in a chunk; each series is compressed by itself, since queries
/// read one. For the number after the last series, returns the bytes after all of them. Returns
/// none if the chunk is damaged or does not contain the part.
std::optional<std::string_view> part_of(std::string_view packed, std::size_t series) {
  const auto there = static_cast<unsigned char>(packed.front());
  auto rest = packed.substr(1);
  for (std::size_t i = 0;; ++i) {
    if (i == history_series_count)
      return rest.empty() ? std::nullopt : std::optional{rest};
    if ((there >> i & 1U) == 0)
      continue;
    if (rest.size() < length_bytes)
      return std::nullopt;
    const auto length = static_cast<std::size_t>(
        static_cast<unsigned char>(rest[0]) | static_cast<unsigned char>(rest[1]) << byte_bits);
    rest.remove_prefix(length_bytes);
    if (rest.size() < length)
      return std::nullopt;
    if (i == series)
      return rest.substr(0, length);
    rest.remove_prefix(length);
  }
}

/// Returns false for an inconsistent summary.
bool makes_sense(const history_summary& summary) {
  for (std::size_t i = 0; i < history_series_count; ++i) {
    const bool unknown = summary.average[i] == unknown_value && summary.least[i] == unknown_value
                         && summary.most[i] == unknown_value;
    const bool ordered = summary.least[i] <= summary.average[i]
                         && summary.average[i] <= summary.most[i]
                         && summary.most[i] != unknown_value;
    if (!unknown && !ordered)
      return false;
  }
  return true;
}

static_assert(std::has_unique_object_representations_v<journal_row>);

} // namespace

std::optional<std::string> pack_chunk(deflater& pack, std::span<const history_summary> rows) {
  std::string packed(1, '\0');
  unsigned there = 0;
  for (std::size_t series = 0; series < history_series_count; ++series) {
    if (std::ranges::all_of(
            rows, [series](const auto& row) { return row.average[series] == unknown_value; }))
      continue;
    there |= 1U << series;
    std::string plain(series_bytes(rows.size()), '\0');
    put_series(plain.data(), rows, series);
    const auto part = pack(plain);
    if (!part)
      return std::nullopt;
    packed += static_cast<char>(part->size() & 0xffU);
    packed += static_cast<char>(part->size() >> byte_bits);
    packed += *part;
  }
  packed.front() = static_cast<char>(there);
  return packed;
}

std::optional<std::vector<history_values>> unpack_series(
    inflater& unpack, std::string_view packed, std::size_t rows, model::history_series series) {
  if (packed.empty())
    return std::nullopt;
  std::vector<history_values> values(rows);
  const auto wanted = column_of(series);
  if ((static_cast<unsigned char>(packed.front()) >> wanted & 1U) == 0)
    return values;
  const auto part = part_of(packed, wanted);
  const auto plain = part ? unpack(*part, series_bytes(rows)) : std::nullopt;
  if (!plain || plain->size() != series_bytes(rows) || !get_series(plain->data(), values))
    return std::nullopt;
  return values;
}

std::optional<std::string> pack_counts(deflater& pack, std::span<const std::uint8_t> counts) {
  return pack({reinterpret_cast<const char*>(counts.data()), counts.size()});
}

std::optional<std::vector<std::uint8_t>>
unpack_counts(inflater& unpack, std::string_view packed, std::size_t rows) {
  const auto part = packed.empty() ? std::nullopt : part_of(packed, history_series_count);
  const auto plain = part ? unpack(*part, rows) : std::nullopt;
  if (!plain || plain->size() != rows)
    return std::nullopt;
  return std::vector<std::uint8_t>{plain->begin(), plain->end()};
}

std::optional<std::vector<history_summary>>
unpack_chunk(inflater& unpack, std::string_view packed, std::size_t rows) {
  std::vector<history_summary> all(rows);
  for (std::size_t series = 0; series < history_series_count; ++series) {
    const auto values =
        unpack_series(unpack, packed, rows, static_cast<model::history_series>(series));
    if (!values)
      return std::nullopt;
    for (std::size_t i = 0; i < rows; ++i) {
      all[i].least[series] = (*values)[i].least;
      all[i].average[series] = (*values)[i].average;
      all[i].most[series] = (*values)[i].most;
    }
  }
  return all;
}

std::string_view journal_bytes(std::span<const journal_row> rows) {
  const auto bytes = std::as_bytes(rows);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<std::vector<journal_row>> journal_rows(std::string_view bytes) {
  if (bytes.size() % sizeof(journal_row) != 0)
    return std::nullopt;
  std::vector<journal_row> all(bytes.size() / sizeof(journal_row));
  if (!all.empty())
    std::memcpy(all.data(), bytes.data(), bytes.size());
  for (const auto& row : all)
    if (!makes_sense(row.summary))
      return std::nullopt;
  return all;
}

} // namespace docker_monitor::storage
