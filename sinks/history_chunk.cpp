#include "sinks/history_chunk.hpp"

#include <array>
#include <cstring>
#include <type_traits>

namespace docker_monitor::sinks {

namespace {

using model::history_series_count;
using model::history_summary;
using model::history_value;
using model::unknown_value;

// A chunk begins with the bits of the series it has. Each has the bits of the steps that are known,
// then three columns: differences of averages, averages less least, most less averages.
constexpr std::size_t columns = 3;
constexpr unsigned byte_bits = 8;

constexpr std::size_t bitmap_bytes(std::size_t rows) {
  return (rows + byte_bits - 1) / byte_bits;
}

constexpr std::size_t series_bytes(std::size_t rows) {
  return bitmap_bytes(rows) + columns * sizeof(history_value) * rows;
}

/// Small for small differences of either sign.
std::uint16_t folded(std::uint16_t difference) {
  return static_cast<std::uint16_t>(
      (difference << 1U) ^ ((difference & 0x8000U) != 0 ? 0xffffU : 0));
}

std::uint16_t unfolded(std::uint16_t value) {
  return static_cast<std::uint16_t>((value >> 1U) ^ ((value & 1U) != 0 ? 0xffffU : 0));
}

/// Where the parts of a series are.
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

/// False where it makes no sense.
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

/// The place of a series among those that are there.
std::size_t place_of(unsigned there, std::size_t series) {
  std::size_t place = 0;
  for (std::size_t i = 0; i < series; ++i)
    place += there >> i & 1U;
  return place;
}

/// False for what no summary can be.
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
  std::string plain(1 + history_series_count * series_bytes(rows.size()), '\0');
  unsigned there = 0;
  std::size_t count = 0;
  for (std::size_t series = 0; series < history_series_count; ++series) {
    bool known = false;
    for (const auto& row : rows)
      known |= row.average[series] != unknown_value;
    if (!known)
      continue;
    there |= 1U << series;
    put_series(&plain[1 + count++ * series_bytes(rows.size())], rows, series);
  }
  plain[0] = static_cast<char>(there);
  return pack(std::string_view{plain}.substr(0, 1 + count * series_bytes(rows.size())));
}

std::optional<std::vector<history_values>> unpack_series(
    inflater& unpack, std::string_view packed, std::size_t rows, model::history_series series) {
  const auto wanted = static_cast<std::size_t>(series);
  const auto plain = unpack(packed, 1 + (wanted + 1) * series_bytes(rows));
  if (!plain || plain->empty())
    return std::nullopt;
  const auto there = static_cast<unsigned char>(plain->front());
  std::vector<history_values> values(rows);
  if ((there >> wanted & 1U) == 0)
    return values;
  const auto at = 1 + place_of(there, wanted) * series_bytes(rows);
  if (plain->size() < at + series_bytes(rows) || !get_series(plain->data() + at, values))
    return std::nullopt;
  return values;
}

std::optional<std::vector<history_summary>>
unpack_chunk(inflater& unpack, std::string_view packed, std::size_t rows) {
  const auto plain = unpack(packed, 1 + history_series_count * series_bytes(rows));
  if (!plain || plain->empty())
    return std::nullopt;
  const auto there = static_cast<unsigned char>(plain->front());
  if (plain->size() != 1 + place_of(there, history_series_count) * series_bytes(rows))
    return std::nullopt;
  std::vector<history_summary> all(rows);
  const char* from = plain->data() + 1;
  for (std::size_t series = 0; series < history_series_count; ++series) {
    if ((there >> series & 1U) == 0)
      continue;
    std::vector<history_values> values(rows);
    if (!get_series(from, values))
      return std::nullopt;
    from += series_bytes(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      all[i].least[series] = values[i].least;
      all[i].average[series] = values[i].average;
      all[i].most[series] = values[i].most;
    }
  }
  return all;
}

std::optional<std::string> pack_journal(deflater& pack, std::span<const journal_row> rows) {
  const auto bytes = std::as_bytes(rows);
  return pack({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::optional<std::vector<journal_row>>
unpack_journal(inflater& unpack, std::string_view packed, std::size_t rows) {
  const auto plain = unpack(packed, rows * sizeof(journal_row));
  if (!plain || plain->size() != rows * sizeof(journal_row))
    return std::nullopt;
  std::vector<journal_row> all(rows);
  std::memcpy(all.data(), plain->data(), plain->size());
  for (const auto& row : all)
    if (!makes_sense(row.summary))
      return std::nullopt;
  return all;
}

} // namespace docker_monitor::sinks
