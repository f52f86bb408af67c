#include "model/fleet/nkey.hpp"

#include <algorithm>

namespace docker_monitor::model {

namespace {

// With these prefixes the first letters of the text show the kind of key.
constexpr unsigned char user_prefix = 20U << 3U;
constexpr unsigned char seed_prefix = 18U << 3U;
constexpr std::string_view user_head{"\xa0", 1};
constexpr std::string_view user_seed_head{"\x95\x00", 2};
static_assert(static_cast<unsigned char>(user_head[0]) == user_prefix);
static_assert(static_cast<unsigned char>(user_seed_head[0]) == (seed_prefix | (user_prefix >> 5U)));

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr unsigned bits_of_letter = 5;

std::string to_base32(std::string_view bytes) {
  std::string text;
  unsigned held = 0;
  unsigned bits = 0;
  for (const unsigned char byte : bytes) {
    held = (held << 8U) | byte;
    bits += 8;
    for (; bits >= bits_of_letter; bits -= bits_of_letter)
      text += letters[(held >> (bits - bits_of_letter)) & 31U];
    held &= 0xffU; // fewer bits remain than a letter has
  }
  if (bits > 0)
    text += letters[(held << (bits_of_letter - bits)) & 31U];
  return text;
}

/// Returns none for a text that `to_base32` does not write.
std::optional<std::string> from_base32(std::string_view text) {
  std::string bytes;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char letter : text) {
    const auto value = letters.find(letter);
    if (value == std::string_view::npos)
      return std::nullopt;
    held = ((held << bits_of_letter) | static_cast<unsigned>(value)) & 0xfffU;
    bits += bits_of_letter;
    if (bits < 8)
      continue;
    bits -= 8;
    bytes += static_cast<char>((held >> bits) & 0xffU);
  }
  if (to_base32(bytes) != text)
    return std::nullopt;
  return bytes;
}

std::string encode(std::string_view head, const ed25519_bytes& key) {
  std::string bytes{head};
  bytes.append(key.begin(), key.end());
  const auto sum = crc16_xmodem(bytes);
  bytes += static_cast<char>(sum & 0xffU);
  bytes += static_cast<char>(sum >> 8U);
  return to_base32(bytes);
}

std::optional<ed25519_bytes> decode(std::string_view head, std::string_view text) {
  constexpr std::size_t sum_bytes = 2;
  const auto bytes = from_base32(text);
  if (!bytes || !bytes->starts_with(head)
      || bytes->size() != head.size() + ed25519_bytes{}.size() + sum_bytes)
    return std::nullopt;
  ed25519_bytes key{};
  std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(head.size()), key.size(), key.begin());
  return encode(head, key) == text ? std::optional{key} : std::nullopt;
}

} // namespace

std::uint16_t crc16_xmodem(std::string_view bytes) {
  constexpr unsigned polynomial = 0x1021;
  unsigned sum = 0;
  for (const unsigned char byte : bytes) {
    sum ^= static_cast<unsigned>(byte) << 8U;
    for (int bit = 0; bit < 8; ++bit)
      sum = ((sum & 0x8000U) != 0 ? (sum << 1U) ^ polynomial : sum << 1U) & 0xffffU;
  }
  return static_cast<std::uint16_t>(sum);
}

std::string nkey_public_text(const ed25519_bytes& key) {
  return encode(user_head, key);
}

std::string nkey_seed_text(const ed25519_bytes& seed) {
  return encode(user_seed_head, seed);
}

std::optional<ed25519_bytes> parse_nkey_public(std::string_view text) {
  return decode(user_head, text);
}

std::optional<ed25519_bytes> parse_nkey_seed(std::string_view text) {
  return decode(user_seed_head, text);
}

} // namespace docker_monitor::model
