#include "http/tls/tls_identity.hpp"

#include "config/file_text.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <optional>
#include <string_view>

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

model::failure bad(std::string_view option, const std::string& file, const std::string& why) {
  return {
      model::failure_code::bad_option,
      std::string{option} + (file.empty() ? "" : " ") + file + why};
}

/// True where the peer has shown the certificate that we show, and so has its key.
bool is_own(X509_STORE_CTX* shown, const SSL_CTX* own) {
  const auto* const ours = SSL_CTX_get0_certificate(own);
  const auto* const leaf = X509_STORE_CTX_get0_cert(shown);
  return ours != nullptr && leaf != nullptr && X509_cmp(ours, leaf) == 0;
}

/// Judges what a client shows: 1 lets it in.
int judge_client(X509_STORE_CTX* shown, void* own) {
  if (!is_own(shown, static_cast<SSL_CTX*>(own)))
    return X509_verify_cert(shown);
  X509_STORE_CTX_set_error(shown, X509_V_OK);
  return 1;
}

/// Judges what an instance shows: only our own certificate will do.
int judge_instance(X509_STORE_CTX* shown, void* own) {
  const bool good = is_own(shown, static_cast<SSL_CTX*>(own));
  X509_STORE_CTX_set_error(shown, good ? X509_V_OK : X509_V_ERR_CERT_UNTRUSTED);
  return good ? 1 : 0;
}

/// OpenSSL would wait for the writer of a pipe.
std::optional<model::failure> bad_kind(std::string_view option, const std::string& file) {
  if (const auto problem = config::pipe_problem(file))
    return bad(option, file, ": " + problem->message);
  return std::nullopt;
}

/// Lets in only clients of these authorities.
std::optional<model::failure>
ask_for_certificates(asio::ssl::context& into, const std::string& file) {
  if (auto problem = bad_kind("--tls-client-ca", file))
    return problem;
  error_code error;
  into.load_verify_file(file, error);
  auto* const names = error ? nullptr : SSL_load_client_CA_file(file.c_str());
  if (names == nullptr)
    return bad(
        "--tls-client-ca", file,
        ": " + (error ? error.message() : std::string{"there is no certificate"}));
  auto* const native = into.native_handle();
  // So that a browser can offer the right one.
  SSL_CTX_set_client_CA_list(native, names);
  into.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert, error);
  SSL_CTX_set_cert_verify_callback(native, judge_client, native);
  // They are believed as they are, also where others have signed them.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(native), X509_V_FLAG_PARTIAL_CHAIN);
  // Who resumes a session shows no certificate, and it may have ended since.
  SSL_CTX_set_options(native, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(native, 0);
  return std::nullopt;
}

bool is_mismatch(const error_code& error) {
  return error.category() == asio::error::get_ssl_category()
         && ERR_GET_REASON(static_cast<unsigned long>(error.value())) == X509_R_KEY_VALUES_MISMATCH;
}

std::optional<model::failure> load_certificate(asio::ssl::context& into, const std::string& file) {
  if (auto problem = bad_kind("--tls-cert", file))
    return problem;
  error_code error;
  into.use_certificate_chain_file(file, error);
  if (error)
    return bad("--tls-cert", file, ": " + error.message());
  return std::nullopt;
}

/// What is spoken, in one place: TLS 1.2 with ECDHE and AEAD only, or TLS 1.3 (RFC 9325, 4.2).
/// Groups of finite fields are left out: an 8192-bit one costs a server 130 ms of CPU a handshake,
/// whatever the client has computed itself (CVE-2002-20001). False where the library knows them by
/// no name.
bool set_policy(SSL_CTX* native) {
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  return SSL_CTX_set1_groups_list(native, "X25519:P-256:P-384") == 1
         && SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20:!PSK:!SRP") == 1;
}

} // namespace

std::optional<model::failure>
show_certificate(asio::ssl::context& with, const config::tls_files& files) {
  if (files.key.empty())
    return bad("--tls-cert", "", " needs --tls-key, the file of its private key");
  error_code error;
  const auto asked = std::make_shared<bool>(false); // as long as the callback is
  with.set_password_callback(
      [asked](std::size_t, asio::ssl::context::password_purpose) {
        *asked = true;
        return std::string{};
      },
      error);
  if (auto problem = load_certificate(with, files.certificate))
    return problem;
  if (auto problem = bad_kind("--tls-key", files.key))
    return problem;
  with.use_private_key_file(files.key, asio::ssl::context::pem, error);
  if (error && *asked)
    return bad(
        "--tls-key", files.key,
        ": the key is encrypted, and nobody is there to type its password; decrypt it with "
        "openssl pkey");
  // One of another kind, such as RSA beside a certificate for EC, would be put next to it.
  if (is_mismatch(error) || (!error && SSL_CTX_check_private_key(with.native_handle()) != 1))
    return bad(
        "--tls-key", files.key, ": is not the key of the certificate in " + files.certificate);
  if (error)
    return bad("--tls-key", files.key, ": " + error.message());
  return std::nullopt;
}

bool is_refusal_of_certificate(const error_code& error) {
  if (error.category() != asio::error::get_ssl_category())
    return false;
  // OpenSSL tells an alert of the other side as a reason beyond its own.
  const int alert =
      ERR_GET_REASON(static_cast<unsigned long>(error.value())) - SSL_AD_REASON_OFFSET;
  constexpr std::array<int, 7> about_certificates{
      SSL_AD_BAD_CERTIFICATE,     SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_CERTIFICATE_REVOKED,
      SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_UNKNOWN,     SSL_AD_UNKNOWN_CA,
      SSL_AD_CERTIFICATE_REQUIRED};
  return std::ranges::find(about_certificates, alert) != about_certificates.end();
}

std::optional<model::failure>
believe_own_only(asio::ssl::context& with, const config::tls_files& files) {
  if (auto problem = load_certificate(with, files.certificate))
    return problem;
  auto* const native = with.native_handle();
  SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(native, judge_instance, native);
  return std::nullopt;
}

model::expected<tls_context_ptr> read_tls(const config::tls_files& files) {
  if (files.certificate.empty()) {
    if (files.key.empty() && files.client_ca.empty())
      return tls_context_ptr{};
    return bad(
        files.key.empty() ? "--tls-client-ca" : "--tls-key", "", " needs --tls-cert beside it");
  }
  auto made = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  auto* const native = made->native_handle();
  if (!set_policy(native))
    return bad("--tls-cert", "", ": OpenSSL offers none of the groups X25519, P-256 and P-384");
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS); // many connections are idle
  // Without tickets it would keep 20,000 sessions for those who may come back.
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  constexpr std::string_view name = "docker-monitor";
  SSL_CTX_set_session_id_context(
      native, reinterpret_cast<const unsigned char*>(name.data()), name.size());
  if (auto problem = show_certificate(*made, files))
    return *std::move(problem);
  if (!files.client_ca.empty())
    if (auto problem = ask_for_certificates(*made, files.client_ca))
      return *std::move(problem);
  return made;
}

std::optional<model::engine_time> expiry_of(const tls_context_ptr& identity) {
  const auto* const shown =
      identity ? SSL_CTX_get0_certificate(identity->native_handle()) : nullptr;
  std::tm parts{};
  if (shown == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(shown), &parts) != 1)
    return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::string expiry_problem(model::engine_time expires, model::engine_time now) {
  using std::chrono::days;
  constexpr days warned_ahead{30};
  const auto day = model::format_rfc3339(expires).substr(0, 10);
  if (expires <= now)
    return "the certificate of --tls-cert expired on " + day
           + ": clients refuse it; renew it and send SIGHUP";
  if (expires - now <= warned_ahead)
    return "the certificate of --tls-cert expires on " + day + ": renew it and send SIGHUP";
  return {};
}

} // namespace docker_monitor::http
