#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::simulator {

/// SplitMix64 (Steele, Lea, Flood 2014). Its state has eight bytes, so each container has its own.
class random_source {
 public:
  explicit random_source(std::uint64_t seed) : state_{seed} {}

  /// Returns the next 64 random bits.
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  /// Returns a uniform number in [low, high).
  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(next() >> 11) * 0x1.0p-53;
  }

  /// Returns a uniform number in 0 … bound − 1; `bound` must not be 0.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

  /// Returns true with the given probability.
  bool chance(double probability) { return between(0, 1) < probability; }

  /// Returns lower-case hexadecimal digits, as in ids.
  std::string hex(std::size_t digits) {
    static constexpr char alphabet[] = "0123456789abcdef";
    std::string text;
    text.reserve(digits + 16);
    while (text.size() < digits) {
      auto bits = next();
      for (int i = 0; i < 16; ++i, bits >>= 4)
        text += alphabet[bits & 15U];
    }
    text.resize(digits);
    return text;
  }

 private:
  std::uint64_t state_;
};

/// Returns an id of 64 hexadecimal digits for this text, the same on every platform.
inline std::string id_of(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325ULL; // FNV-1a
  for (const char letter : text)
    value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
  return random_source{value}.hex(64);
}

} // namespace docker_monitor::simulator
