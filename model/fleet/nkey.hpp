#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// The 32 bytes of an Ed25519 key: the public key, or the seed of the private key.
using ed25519_bytes = std::array<unsigned char, 32>;

/// Returns the text of a user's public key, as NATS writes it: `U` and 55 letters and digits. It is
/// the Base32 form (RFC 4648, without padding) of a prefix byte, the key, and their CRC-16
/// (XMODEM), low byte first.
std::string nkey_public_text(const ed25519_bytes& key);

/// Returns the text of a user's seed: `SU` and 56 letters and digits, with two prefix bytes.
std::string nkey_seed_text(const ed25519_bytes& seed);

/// Reads the text of `nkey_public_text`; none for anything else.
std::optional<ed25519_bytes> parse_nkey_public(std::string_view text);

/// Reads the text of `nkey_seed_text`; none for anything else.
std::optional<ed25519_bytes> parse_nkey_seed(std::string_view text);

/// Returns the CRC-16 with the polynomial 0x1021 and the initial value 0 (XMODEM).
std::uint16_t crc16_xmodem(std::string_view bytes);

} // namespace docker_monitor::model
