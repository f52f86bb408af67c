#pragma once

#include "config/options.hpp"
#include "model/failure.hpp"
#include "net/tls_context.hpp"
#include "terminal/client/address.hpp"

#include <functional>
#include <string>

namespace docker_monitor::terminal {

/// The credentials of the client, and the check of the instance.
struct credentials {
  std::string token{};        ///< sent as a bearer token; empty: none
  net::tls_context_ptr tls{}; ///< null where no TLS is spoken
  bool own_only = false;      ///< the instance must show the certificate of `--tls-cert`
};

/// Returns the first token of `--token-file`, and for an https address the TLS settings. The peer
/// must have a certificate for the host name from an authority of the machine, or of SSL_CERT_FILE
/// and SSL_CERT_DIR. With `is_ours`, the instance with the same options, the peer must have the
/// certificate of `--tls-cert` instead. A peer that requires a client certificate gets that one.
/// Fails with `bad_option` for an unusable file.
model::expected<credentials> make_credentials(
    const address& where, bool is_ours, const config::options& options,
    const std::function<model::expected<std::string>(const std::string& path)>& read_file);

} // namespace docker_monitor::terminal
