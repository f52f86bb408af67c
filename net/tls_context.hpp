#pragma once

#include "model/failure.hpp"

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

struct ssl_ctx_st;

namespace boost::asio::ssl {
class context;
} // namespace boost::asio::ssl

namespace docker_monitor::net {

/// A TLS context: the own identity, and the trusted peers.
using tls_context_ptr = std::shared_ptr<boost::asio::ssl::context>;

/// A file in PEM, and its name in messages, such as `--tls-key /etc/key.pem`.
struct pem_file {
  std::string path{};
  std::string name{};
};

/// A certificate with those up to its authority, and the private key of the first certificate.
struct identity_files {
  pem_file certificate{};
  pem_file key{};
};

/// The peers that a client trusts.
enum class trust : std::uint8_t {
  everyone,
  system_authorities, ///< of the machine, or of SSL_CERT_FILE and SSL_CERT_DIR
  authorities_of_file,
  own_certificate, ///< only a peer with the certificate of `identity`, whatever its name
};

/// The identity and trust of a client.
struct client_tls {
  net::trust trust = net::trust::system_authorities;
  std::string host{};     ///< the name or address that the authorities must confirm
  pem_file authorities{}; ///< for `authorities_of_file`
  identity_files identity{};
  bool shows_identity = false; ///< for a peer that requests a certificate
};

/// Makes the context of a client, with TLS 1.2 or newer. Fails with `bad_option` and the name of
/// the unusable file.
model::expected<tls_context_ptr> make_client_tls(const client_tls& wanted);

/// Restricts a server to TLS 1.2 with ECDHE and AEAD, or TLS 1.3 (RFC 9325, 4.2). Returns false
/// where the library does not support it.
bool set_server_policy(ssl_ctx_st* native);

/// Sets the certificate of a context. Fails with `bad_option`, also for an encrypted key.
std::optional<model::failure>
show_certificate(boost::asio::ssl::context& with, const identity_files& files);

/// Makes a server accept only clients with a certificate of these authorities, or with the server's
/// own. Disables session resumption. Fails with `bad_option`.
std::optional<model::failure>
request_certificates(boost::asio::ssl::context& with, const pem_file& authorities);

/// Returns true where the peer has reported that the own certificate is unacceptable or missing
/// (RFC 8446, 6.2).
bool is_refusal_of_certificate(const boost::system::error_code& error);

} // namespace docker_monitor::net
