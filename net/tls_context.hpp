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

/// What TLS needs to know: who we are, and whom we believe.
using tls_context_ptr = std::shared_ptr<boost::asio::ssl::context>;

/// A file in PEM, and how messages name it, such as `--tls-key /etc/key.pem`.
struct pem_file {
  std::string path{};
  std::string name{};
};

/// A certificate followed by those up to its authority, and the private key of the first of them.
struct identity_files {
  pem_file certificate{};
  pem_file key{};
};

/// Whom a client believes.
enum class trust : std::uint8_t {
  everyone,
  system_authorities, ///< those of the machine, or of SSL_CERT_FILE and SSL_CERT_DIR
  authorities_of_file,
  own_certificate, ///< only a peer that shows the certificate of `identity`, whatever its name
};

/// What a client shows and whom it believes.
struct client_tls {
  net::trust trust = net::trust::system_authorities;
  std::string host{};     ///< a peer that authorities vouch for must be this name or address
  pem_file authorities{}; ///< of `authorities_of_file`
  identity_files identity{};
  bool shows_identity = false; ///< to a peer that asks for a certificate
};

/// The context of a client. TLS 1.2 or newer is spoken. Fails with `bad_option`, naming the file
/// that cannot be used.
model::expected<tls_context_ptr> make_client_tls(const client_tls& wanted);

/// Sets what a server speaks: TLS 1.2 with ECDHE and AEAD only, or TLS 1.3 (RFC 9325, 4.2). False
/// where the library knows no such thing.
bool set_server_policy(ssl_ctx_st* native);

/// Has a context show a certificate. Fails with `bad_option`, also for a key that is encrypted.
std::optional<model::failure>
show_certificate(boost::asio::ssl::context& with, const identity_files& files);

/// Has a server let in only clients with a certificate of these authorities, or with its own.
/// No session can be resumed. Fails with `bad_option`.
std::optional<model::failure>
ask_for_certificates(boost::asio::ssl::context& with, const pem_file& authorities);

/// True where the other side has told us that our certificate does not suit it, or is missing
/// (RFC 8446, 6.2).
bool is_refusal_of_certificate(const boost::system::error_code& error);

} // namespace docker_monitor::net
