#pragma once

#include "config/options.hpp"
#include "model/failure.hpp"
#include "net/tls_context.hpp"
#include "terminal/client/address.hpp"

#include <functional>
#include <string>

namespace docker_monitor::terminal {

/// What an instance is shown, and what it must show.
struct credentials {
  std::string token{};        ///< sent as a bearer token; empty: none
  net::tls_context_ptr tls{}; ///< null where no TLS is spoken
  bool own_only = false;      ///< it must show our own certificate
};

/// The first token of `--token-file`, and for an https address who is believed there: whoever has a
/// certificate of one of the machine's authorities, or of SSL_CERT_FILE and SSL_CERT_DIR, for that
/// name. The instance with our own options, `is_ours`, must have the certificate of `--tls-cert`
/// instead. Those who ask for a certificate are shown that one. Fails with `bad_option` for a file
/// that can't be used.
model::expected<credentials> make_credentials(
    const address& where, bool is_ours, const config::options& options,
    const std::function<model::expected<std::string>(const std::string& path)>& read_file);

} // namespace docker_monitor::terminal
