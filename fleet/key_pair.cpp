#include "fleet/key_pair.hpp"

#include "model/fleet/nkey.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

namespace docker_monitor::fleet {

namespace {

using model::ed25519_bytes;
using model::failure;
using model::failure_code;

model::expected<std::string> public_key_of(const ed25519_bytes& seed) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
      EVP_PKEY_free};
  ed25519_bytes made{};
  auto length = made.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), made.data(), &length) != 1
      || length != made.size())
    return failure{failure_code::refused, "OpenSSL makes no Ed25519 key"};
  return model::nkey_public_text(made);
}

} // namespace

model::expected<key_pair> make_key_pair() {
  ed25519_bytes seed{};
  if (RAND_priv_bytes(seed.data(), static_cast<int>(seed.size())) != 1)
    return failure{failure_code::refused, "OpenSSL has no random numbers"};
  key_pair made;
  made.seed = model::nkey_seed_text(seed);
  auto key = public_key_of(seed);
  OPENSSL_cleanse(seed.data(), seed.size());
  if (!key)
    return key.error();
  made.public_key = *std::move(key);
  return made;
}

model::expected<key_pair> key_pair_of(const std::string& seed) {
  auto bytes = model::parse_nkey_seed(seed);
  if (!bytes)
    return failure{failure_code::bad_option, "no seed of an nkey"};
  auto key = public_key_of(*bytes);
  OPENSSL_cleanse(bytes->data(), bytes->size());
  if (!key)
    return key.error();
  return key_pair{seed, *std::move(key)};
}

} // namespace docker_monitor::fleet
