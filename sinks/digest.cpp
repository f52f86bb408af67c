#include "sinks/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>
#include <span>

namespace docker_monitor::sinks {

namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex(std::span<const unsigned char> digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const auto byte : digest) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

} // namespace

std::string hmac_sha256_hex(std::string_view key, std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  ::HMAC(
      ::EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes(text), text.size(),
      digest.data(), nullptr);
  return hex(digest);
}

std::string base64(std::string_view text) {
  // Four characters for each three bytes, and the zero that the library appends.
  std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0');
  const int size = ::EVP_EncodeBlock(
      reinterpret_cast<unsigned char*>(encoded.data()), bytes(text), static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(size));
  return encoded;
}

} // namespace docker_monitor::sinks
