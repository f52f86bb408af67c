#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

namespace docker_monitor::model {

/// A number of 0 or more in 16 bits, as the history keeps them: six bits of exponent and ten of
/// mantissa, so it is wrong by 0.05 % at most from 0.008 to 7e16. Below is 0, above is the highest.
/// Codes are in the order of their numbers.
using history_value = std::uint16_t;

/// The code of what is not known; above all others.
inline constexpr history_value unknown_value = 0xffff;

namespace history_value_detail {

/// A double begins with its sign, eleven bits of exponent and the mantissa: a code is what is left
/// of that behind the ten highest bits of the mantissa, less where codes begin.
inline constexpr unsigned dropped_bits = 42;
inline constexpr std::int64_t lowest = ((1023 - 7) << 10) - 1;

} // namespace history_value_detail

/// The code of a number; of one that is negative or none `unknown_value`.
constexpr history_value encode_value(double number) {
  using namespace history_value_detail;
  if (!(number >= 0))
    return unknown_value;
  constexpr std::uint64_t half = 1ULL << (dropped_bits - 1);
  const auto bits = std::bit_cast<std::uint64_t>(number + 0.0); // no negative zero
  const auto code = static_cast<std::int64_t>((bits + half) >> dropped_bits) - lowest;
  return static_cast<history_value>(std::clamp<std::int64_t>(code, 0, unknown_value - 1));
}

/// The code of a number that may be unknown.
template <class T>
constexpr history_value encode_value(const std::optional<T>& number) {
  return number ? encode_value(static_cast<double>(*number)) : unknown_value;
}

/// The number of a code; must not be `unknown_value`.
constexpr double decode_value(history_value code) {
  using namespace history_value_detail;
  const auto bits = static_cast<std::uint64_t>(code + lowest) << dropped_bits;
  return code == 0 ? 0.0 : std::bit_cast<double>(bits);
}

} // namespace docker_monitor::model
