#include "http/tls_identity.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>

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

/// Judges the chain that a client shows: 1 lets it in.
int judge_client(X509_STORE_CTX* shown, void* own) {
  const auto* const mine = SSL_CTX_get0_certificate(static_cast<SSL_CTX*>(own));
  const auto* const leaf = X509_STORE_CTX_get0_cert(shown);
  if (mine != nullptr && leaf != nullptr && X509_cmp(mine, leaf) == 0) {
    X509_STORE_CTX_set_error(shown, X509_V_OK);
    return 1;
  }
  return X509_verify_cert(shown);
}

/// Lets in only clients of these authorities.
std::optional<model::failure>
ask_for_certificates(asio::ssl::context& into, const std::string& file) {
  error_code error;
  into.load_verify_file(file, error);
  auto* const names = error ? nullptr : SSL_load_client_CA_file(file.c_str());
  if (names == nullptr)
    return bad(
        "--tls-client-ca", file,
        ": " + (error ? error.message() : std::string{"there is no certificate"}));
  // So that a browser can offer the right one.
  SSL_CTX_set_client_CA_list(into.native_handle(), names);
  into.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert, error);
  SSL_CTX_set_cert_verify_callback(into.native_handle(), judge_client, into.native_handle());
  return std::nullopt;
}

} // namespace

std::optional<model::failure>
show_certificate(asio::ssl::context& with, const model::tls_files& files) {
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
  with.use_certificate_chain_file(files.certificate, error);
  if (error)
    return bad("--tls-cert", files.certificate, ": " + error.message());
  with.use_private_key_file(files.key, asio::ssl::context::pem, error);
  if (error && *asked)
    return bad(
        "--tls-key", files.key,
        ": the key is encrypted, and nobody is there to type its password; decrypt it with "
        "openssl pkey");
  if (error)
    return bad("--tls-key", files.key, ": " + error.message());
  return std::nullopt;
}

model::expected<tls_context_ptr> read_tls(const model::tls_files& files) {
  if (files.certificate.empty()) {
    if (files.key.empty() && files.client_ca.empty())
      return tls_context_ptr{};
    return bad(
        files.key.empty() ? "--tls-client-ca" : "--tls-key", "", " needs --tls-cert beside it");
  }
  auto made = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  auto* const native = made->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS); // many connections are idle
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

} // namespace docker_monitor::http
