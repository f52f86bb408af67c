#pragma once

#include "model/failure.hpp"

#include <string>

namespace docker_monitor::fleet {

/// An nkey of a NATS user, as text.
struct key_pair {
  std::string seed; ///< secret
  std::string public_key;
};

/// Makes a new key pair. Fails with `refused` where OpenSSL fails.
model::expected<key_pair> make_key_pair();

/// Returns the key pair of a seed. Fails with `bad_option` for an invalid seed; the message does
/// not contain it.
model::expected<key_pair> key_pair_of(const std::string& seed);

} // namespace docker_monitor::fleet
