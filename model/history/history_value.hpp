#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

namespace docker_monitor::model {

/// A number of at least 0 in 16 bits, as stored in the history: six bits of exponent and ten of
/// mantissa, so the error is at most 0.05 % from 0.008 to 7e16. Smaller numbers become 0, larger
/// ones the highest code. Codes sort like their numbers.
using history_value = std::uint16_t;

/// The code of an unknown value; above all others.
inline constexpr history_value unknown_value = 0xffff;

namespace history_value_detail {

/// A double consists of its sign, eleven bits of exponent and the mantissa. A code is the double
/// without all but the ten highest bits of the mantissa, less the lowest code.
inline constexpr unsigned dropped_bits = 42;
inline constexpr std::int64_t lowest = ((1023 - 7) << 10) - 1;

} // namespace history_value_detail

/// Returns the code of a number; `unknown_value` for a negative number or NaN.
constexpr history_value encode_value(double number) {
  using namespace history_value_detail;
  if (!(number >= 0))
    return unknown_value;
  constexpr std::uint64_t half = 1ULL << (dropped_bits - 1);
  const auto bits = std::bit_cast<std::uint64_t>(number + 0.0); // no negative zero
  const auto code = static_cast<std::int64_t>((bits + half) >> dropped_bits) - lowest;
  return static_cast<history_value>(std::clamp<std::int64_t>(code, 0, unknown_value - 1));
}

/// Returns the code of a number that may be unknown.
template <class T>
constexpr history_value encode_value(const std::optional<T>& number) {
  return number ? encode_value(static_cast<double>(*number)) : unknown_value;
}

/// Returns the number of a code, which must not be `unknown_value`.
constexpr double decode_value(history_value code) {
  using namespace history_value_detail;
  const auto bits = static_cast<std::uint64_t>(code + lowest) << dropped_bits;
  return code == 0 ? 0.0 : std::bit_cast<double>(bits);
}

} // namespace docker_monitor::model
