#include "fleet/authority.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstring>
#include <ctime>
#include <memory>

namespace docker_monitor::fleet {

namespace {

using model::failure;
using model::failure_code;

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using certificate_ptr = std::unique_ptr<X509, decltype(&X509_free)>;
using bio_ptr = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr const char* authority_name = "docker-monitor fleet authority";
/// The clock of a host may be behind.
constexpr std::chrono::hours valid_before{24};

failure no_certificate(const char* what) {
  return {failure_code::refused, std::string{"OpenSSL cannot make "} + what};
}

bio_ptr memory_of(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

std::string text_in(const bio_ptr& bio) {
  char* begin = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &begin);
  return {begin, static_cast<std::size_t>(length)};
}

certificate_ptr read_certificate(const std::string& pem) {
  const auto bio = memory_of(pem);
  certificate_ptr read{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
  ERR_clear_error();
  return read;
}

bool set_random_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    return false;
  bytes[0] &= 0x7fU; // positive
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number{
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr), BN_free};
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_name(X509_NAME* into, const char* name) {
  return X509_NAME_add_entry_by_txt(
             into, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1, 0)
         == 1;
}

bool add_extension(X509* certificate, int what, const char* value) {
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> made{
      X509V3_EXT_conf_nid(nullptr, nullptr, what, value), X509_EXTENSION_free};
  return made && X509_add_ext(certificate, made.get(), -1) == 1;
}

/// Returns an unsigned certificate.
certificate_ptr begin_certificate(
    const char* name, EVP_PKEY* key, model::engine_time now, std::chrono::hours life) {
  certificate_ptr made{X509_new(), X509_free};
  const auto at = [&](auto moment) {
    return std::chrono::system_clock::to_time_t(
        std::chrono::time_point_cast<std::chrono::system_clock::duration>(moment));
  };
  if (!made || X509_set_version(made.get(), X509_VERSION_3) != 1 || !set_random_serial(made.get())
      || ASN1_TIME_set(X509_getm_notBefore(made.get()), at(now - valid_before)) == nullptr
      || ASN1_TIME_set(X509_getm_notAfter(made.get()), at(now + life)) == nullptr
      || X509_set_pubkey(made.get(), key) != 1
      || !set_name(X509_get_subject_name(made.get()), name))
    made.reset();
  return made;
}

model::expected<issued> sign(X509* certificate, EVP_PKEY* own, EVP_PKEY* by, const char* what) {
  if (X509_sign(certificate, by, EVP_sha256()) == 0)
    return no_certificate(what);
  const bio_ptr pem{BIO_new(BIO_s_mem()), BIO_free};
  const bio_ptr key{BIO_new(BIO_s_mem()), BIO_free};
  if (!pem || !key || PEM_write_bio_X509(pem.get(), certificate) != 1
      || PEM_write_bio_PrivateKey(key.get(), own, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return no_certificate(what);
  return issued{text_in(pem), text_in(key)};
}

} // namespace

model::expected<issued> make_authority(model::engine_time now) {
  constexpr const char* what = "an authority";
  const key_ptr key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  if (!key)
    return no_certificate(what);
  const auto made = begin_certificate(authority_name, key.get(), now, authority_life);
  if (!made || !set_name(X509_get_issuer_name(made.get()), authority_name)
      || !add_extension(made.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
      || !add_extension(made.get(), NID_key_usage, "critical,keyCertSign,cRLSign"))
    return no_certificate(what);
  return sign(made.get(), key.get(), key.get(), what);
}

model::expected<issued> issue_server(const issued& authority, model::engine_time now) {
  constexpr const char* what = "a certificate";
  const auto issuer = read_certificate(authority.certificate);
  const auto bio = memory_of(authority.key);
  const key_ptr issuer_key{
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
  ERR_clear_error();
  if (!issuer || !issuer_key)
    return failure{failure_code::malformed, "the files of the authority hold none"};
  const key_ptr key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  if (!key)
    return no_certificate(what);
  const auto made = begin_certificate(hub_server_name, key.get(), now, server_life);
  const auto alternative = std::string{"DNS:"} + hub_server_name;
  if (!made || X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.get())) != 1
      || !add_extension(made.get(), NID_basic_constraints, "critical,CA:FALSE")
      || !add_extension(made.get(), NID_ext_key_usage, "serverAuth")
      || !add_extension(made.get(), NID_subject_alt_name, alternative.c_str()))
    return no_certificate(what);
  return sign(made.get(), key.get(), issuer_key.get(), what);
}

model::expected<model::engine_time> end_of_certificate(const std::string& certificate) {
  const auto read = read_certificate(certificate);
  std::tm parts{};
  if (!read || ASN1_TIME_to_tm(X509_get0_notAfter(read.get()), &parts) != 1)
    return failure{failure_code::malformed, "no certificate"};
  return model::later({}, std::chrono::seconds{timegm(&parts)}); // may be the year 9999
}

} // namespace docker_monitor::fleet
