#pragma once

#include "model/failure.hpp"

#include <string>

namespace docker_monitor::fleet {

/// An nkey of a user of NATS, as text.
struct key_pair {
  std::string seed; ///< secret
  std::string public_key;
};

/// A new one. Fails with `refused` where OpenSSL does.
model::expected<key_pair> make_key_pair();

/// The pair of a seed. Fails with `bad_option` for what is none; the message does not hold it.
model::expected<key_pair> key_pair_of(const std::string& seed);

} // namespace docker_monitor::fleet
