#pragma once

#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A decoder of remote write's messages, written after
// https://protobuf.dev/programming-guides/encoding/ and not after the encoder.

namespace docker_monitor::tests {

/// A `TimeSeries` with one sample.
struct decoded_series {
  std::vector<std::pair<std::string, std::string>> labels{}; ///< in their order
  std::uint64_t bits = 0;                                    ///< of the value
  std::int64_t time = 0;                                     ///< in milliseconds

  [[nodiscard]] double value() const { return std::bit_cast<double>(bits); }

  [[nodiscard]] std::string label(std::string_view name) const {
    for (const auto& [key, text] : labels)
      if (key == name)
        return text;
    return {};
  }
};

namespace wire {

inline std::uint8_t take_byte(std::string_view& bytes) {
  if (bytes.empty())
    throw std::runtime_error{"a message is cut short"};
  const auto first = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  return first;
}

inline std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = take_byte(bytes);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80)
      return value;
  }
}

inline std::string_view take_bytes(std::string_view& bytes) {
  const auto size = take_varint(bytes);
  if (size > bytes.size())
    throw std::runtime_error{"a length is beyond the message"};
  const auto taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

/// Takes a key; fails unless it is of this field and wire type.
inline void expect(std::string_view& bytes, std::uint64_t field, std::uint64_t type) {
  if (const auto key = take_varint(bytes); key >> 3U != field || (key & 7U) != type)
    throw std::runtime_error{"an unexpected field: " + std::to_string(key)};
}

inline decoded_series decode_time_series(std::string_view bytes) {
  decoded_series series;
  while (!bytes.empty() && static_cast<std::uint8_t>(bytes.front()) >> 3U == 1) {
    expect(bytes, 1, 2);
    auto label = take_bytes(bytes);
    expect(label, 1, 2);
    const std::string name{take_bytes(label)};
    expect(label, 2, 2);
    series.labels.emplace_back(name, take_bytes(label));
    if (!label.empty())
      throw std::runtime_error{"a label has more fields"};
  }
  expect(bytes, 2, 2);
  auto sample = take_bytes(bytes);
  expect(sample, 1, 1);
  for (unsigned shift = 0; shift < 64; shift += 8)
    series.bits |= std::uint64_t{take_byte(sample)} << shift;
  expect(sample, 2, 0);
  series.time = static_cast<std::int64_t>(take_varint(sample));
  if (!sample.empty() || !bytes.empty())
    throw std::runtime_error{"a series has more than one sample"};
  return series;
}

} // namespace wire

/// Decodes a `WriteRequest`. Throws where it is not one.
inline std::vector<decoded_series> decode_write_request(std::string_view bytes) {
  std::vector<decoded_series> all;
  while (!bytes.empty()) {
    wire::expect(bytes, 1, 2);
    all.push_back(wire::decode_time_series(wire::take_bytes(bytes)));
  }
  return all;
}

} // namespace docker_monitor::tests
