#include "http/tls/tls_identity.hpp"

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <string_view>

namespace docker_monitor::http {

namespace {

model::failure bad(const std::string& why) {
  return {model::failure_code::bad_option, why};
}

std::optional<model::engine_time> end_of(const X509* certificate) {
  std::tm parts{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1)
    return std::nullopt;
  return model::later({}, std::chrono::seconds{timegm(&parts)}); // may be the year 9999
}

} // namespace

net::identity_files identity_of(const config::tls_files& files) {
  return {
      {files.certificate, "--tls-cert " + files.certificate},
      {files.key, "--tls-key " + files.key}};
}

std::optional<model::failure> missing_key(const config::tls_files& files) {
  if (files.key.empty())
    return bad("--tls-cert needs --tls-key, the file of its private key");
  return std::nullopt;
}

model::expected<net::tls_context_ptr> read_tls(const config::tls_files& files) {
  if (files.certificate.empty()) {
    if (files.key.empty() && files.client_ca.empty())
      return net::tls_context_ptr{};
    return bad(
        std::string{files.key.empty() ? "--tls-client-ca" : "--tls-key"}
        + " needs --tls-cert beside it");
  }
  if (auto problem = missing_key(files))
    return *std::move(problem);
  auto made = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
  auto* const native = made->native_handle();
  if (!net::set_server_policy(native))
    return bad("--tls-cert: OpenSSL offers none of the groups X25519, P-256 and P-384");
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS); // many connections are idle
  // Without tickets OpenSSL would cache 20,000 sessions for resumption.
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  constexpr std::string_view name = "docker-monitor";
  SSL_CTX_set_session_id_context(
      native, reinterpret_cast<const unsigned char*>(name.data()), name.size());
  if (auto problem = net::show_certificate(*made, identity_of(files)))
    return *std::move(problem);
  if (!files.client_ca.empty())
    if (auto problem = net::request_certificates(
            *made, {files.client_ca, "--tls-client-ca " + files.client_ca}))
      return *std::move(problem);
  return made;
}

std::optional<model::engine_time> expiry_of(const net::tls_context_ptr& identity) {
  auto* const native = identity ? identity->native_handle() : nullptr;
  auto expires = native ? end_of(SSL_CTX_get0_certificate(native)) : std::nullopt;
  STACK_OF(X509)* chain = nullptr;
  if (!expires || SSL_CTX_get0_chain_certs(native, &chain) != 1)
    return expires;
  for (int i = 0; i < sk_X509_num(chain); ++i)
    if (const auto other = end_of(sk_X509_value(chain, i)))
      expires = std::min(*expires, *other);
  return expires;
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
