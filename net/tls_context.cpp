#include "net/tls_context.hpp"

#include "net/address.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace docker_monitor::net {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

using refusal = std::optional<model::failure>;

model::failure bad(const pem_file& file, const std::string& why) {
  return {model::failure_code::bad_option, file.name + ": " + why};
}

/// Rejects pipes, as OpenSSL would wait for their writer.
refusal bad_kind(const pem_file& file) {
  std::error_code ignored; // the attempt to open the file gives a better message
  const auto kind = std::filesystem::status(file.path, ignored).type();
  if (kind == std::filesystem::file_type::directory)
    return bad(file, std::generic_category().message(EISDIR));
  if (kind == std::filesystem::file_type::fifo || kind == std::filesystem::file_type::socket)
    return bad(file, "is a pipe or a socket, not a file");
  return std::nullopt;
}

/// Returns true where the peer has shown the own certificate, and so has its key.
bool is_own(X509_STORE_CTX* shown, const SSL_CTX* own) {
  const auto* const ours = SSL_CTX_get0_certificate(own);
  const auto* const leaf = X509_STORE_CTX_get0_cert(shown);
  return ours != nullptr && leaf != nullptr && X509_cmp(ours, leaf) == 0;
}

/// Checks a client's certificate. Returns 1 to accept it.
int check_client(X509_STORE_CTX* shown, void* own) {
  if (!is_own(shown, static_cast<SSL_CTX*>(own)))
    return X509_verify_cert(shown);
  X509_STORE_CTX_set_error(shown, X509_V_OK);
  return 1;
}

/// Checks an instance's certificate. Accepts only the own one.
int check_instance(X509_STORE_CTX* shown, void* own) {
  const bool good = is_own(shown, static_cast<SSL_CTX*>(own));
  X509_STORE_CTX_set_error(shown, good ? X509_V_OK : X509_V_ERR_CERT_UNTRUSTED);
  return good ? 1 : 0;
}

bool is_mismatch(const error_code& error) {
  return error.category() == boost::asio::error::get_ssl_category()
         && ERR_GET_REASON(static_cast<unsigned long>(error.value())) == X509_R_KEY_VALUES_MISMATCH;
}

refusal load_certificate(ssl::context& into, const pem_file& file) {
  if (auto why = bad_kind(file))
    return why;
  error_code error;
  into.use_certificate_chain_file(file.path, error);
  if (error)
    return bad(file, error.message());
  return std::nullopt;
}

refusal load_authorities(ssl::context& into, const pem_file& file) {
  if (auto why = bad_kind(file))
    return why;
  error_code error;
  into.load_verify_file(file.path, error);
  if (error)
    return bad(file, error.message());
  return std::nullopt;
}

/// Sets the name that the peer must prove. Returns false where the library refuses it.
bool expect_host(SSL_CTX* native, const std::string& host) {
  auto* const wanted = SSL_CTX_get0_param(native);
  return (is_ip_address(host) ? X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str())
                              : X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()))
         == 1;
}

refusal believe_own_only(ssl::context& with, const pem_file& certificate) {
  if (auto why = load_certificate(with, certificate))
    return why;
  auto* const native = with.native_handle();
  SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(native, check_instance, native);
  return std::nullopt;
}

refusal believe_authorities(ssl::context& with, const client_tls& wanted) {
  if (wanted.trust == trust::authorities_of_file) {
    if (auto why = load_authorities(with, wanted.authorities))
      return why;
  } else {
    error_code error;
    with.set_default_verify_paths(error);
    if (error)
      return model::failure{
          model::failure_code::bad_option, "TLS: no authorities to trust: " + error.message()};
  }
  auto* const native = with.native_handle();
  if (!expect_host(native, wanted.host))
    return model::failure{
        model::failure_code::bad_option, "TLS: no certificate can be for " + wanted.host};
  SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
  return std::nullopt;
}

} // namespace

model::expected<tls_context_ptr> make_client_tls(const client_tls& wanted) {
  auto made = std::make_shared<ssl::context>(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(made->native_handle(), TLS1_2_VERSION);
  refusal why;
  if (wanted.trust == trust::own_certificate)
    why = believe_own_only(*made, wanted.identity.certificate);
  else if (wanted.trust != trust::everyone)
    why = believe_authorities(*made, wanted);
  if (!why && wanted.shows_identity)
    why = show_certificate(*made, wanted.identity);
  if (why)
    return *std::move(why);
  return made;
}

/// Leaves out groups of finite fields: an 8192-bit one costs a server 130 ms of CPU per handshake,
/// even if the client computes nothing (CVE-2002-20001).
bool set_server_policy(SSL_CTX* native) {
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  return SSL_CTX_set1_groups_list(native, "X25519:P-256:P-384") == 1
         && SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20:!PSK:!SRP") == 1;
}

std::optional<model::failure> show_certificate(ssl::context& with, const identity_files& files) {
  error_code error;
  const auto asked = std::make_shared<bool>(false); // lives as long as the callback
  with.set_password_callback(
      [asked](std::size_t, ssl::context::password_purpose) {
        *asked = true;
        return std::string{};
      },
      error);
  if (auto why = load_certificate(with, files.certificate))
    return why;
  if (auto why = bad_kind(files.key))
    return why;
  with.use_private_key_file(files.key.path, ssl::context::pem, error);
  if (error && *asked)
    return bad(
        files.key,
        "the key is encrypted, and nobody is there to type its password; decrypt it with openssl "
        "pkey");
  // OpenSSL accepts a key of another type, such as RSA with a certificate for EC, as an additional
  // one.
  if (is_mismatch(error) || (!error && SSL_CTX_check_private_key(with.native_handle()) != 1))
    return bad(files.key, "is not the key of the certificate in " + files.certificate.path);
  if (error)
    return bad(files.key, error.message());
  return std::nullopt;
}

std::optional<model::failure>
request_certificates(ssl::context& with, const pem_file& authorities) {
  if (auto why = load_authorities(with, authorities))
    return why;
  auto* const names = SSL_load_client_CA_file(authorities.path.c_str());
  if (names == nullptr)
    return bad(authorities, "there is no certificate");
  auto* const native = with.native_handle();
  // Lets a browser offer the right certificate.
  SSL_CTX_set_client_CA_list(native, names);
  SSL_CTX_set_verify(native, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(native, check_client, native);
  // The given authorities are trusted directly, even if others have signed them.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(native), X509_V_FLAG_PARTIAL_CHAIN);
  // A resumed session shows no certificate, which may have expired since.
  SSL_CTX_set_options(native, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(native, 0);
  return std::nullopt;
}

bool is_refusal_of_certificate(const error_code& error) {
  if (error.category() != boost::asio::error::get_ssl_category())
    return false;
  // OpenSSL reports an alert of the peer as a reason beyond its own.
  const int alert =
      ERR_GET_REASON(static_cast<unsigned long>(error.value())) - SSL_AD_REASON_OFFSET;
  constexpr std::array<int, 7> about_certificates{
      SSL_AD_BAD_CERTIFICATE,     SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_CERTIFICATE_REVOKED,
      SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_UNKNOWN,     SSL_AD_UNKNOWN_CA,
      SSL_AD_CERTIFICATE_REQUIRED};
  return std::ranges::find(about_certificates, alert) != about_certificates.end();
}

} // namespace docker_monitor::net
