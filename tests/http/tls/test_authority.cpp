#include "tests/http/tls/test_authority.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>
#include <utility>

namespace docker_monitor::http {

namespace {

constexpr std::chrono::seconds two_days = std::chrono::hours{48};

std::shared_ptr<EVP_PKEY> make_key() {
  return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

std::shared_ptr<X509> make_certificate(
    const std::string& name, EVP_PKEY* key, const std::string& issuer, EVP_PKEY* issuer_key,
    bool is_authority, std::chrono::seconds valid_for = two_days) {
  std::shared_ptr<X509> made{X509_new(), X509_free};
  static long serial = 1;
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), valid_for.count());
  X509_set_pubkey(made.get(), key);
  const auto set = [](X509_NAME* into, const std::string& text) {
    X509_NAME_add_entry_by_txt(
        into, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
  };
  set(X509_get_subject_name(made.get()), name);
  set(X509_get_issuer_name(made.get()), issuer);
  if (is_authority) {
    const std::shared_ptr<X509_EXTENSION> constraint{
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, "critical,CA:TRUE"),
        X509_EXTENSION_free};
    X509_add_ext(made.get(), constraint.get(), -1);
  }
  if (X509_sign(made.get(), issuer_key, EVP_sha256()) == 0)
    throw std::runtime_error("cannot sign a certificate");
  return made;
}

std::shared_ptr<std::FILE> open(const std::string& path) {
  return {std::fopen(path.c_str(), "w"), [](std::FILE* file) {
            if (file != nullptr)
              std::fclose(file);
          }};
}

} // namespace

test_authority::test_authority(std::string name)
    : name_(std::move(name)), key_(make_key()),
      certificate_(make_certificate(name_, key_.get(), name_, key_.get(), true)) {}

test_authority::test_authority(
    std::string name, std::shared_ptr<EVP_PKEY> key, std::shared_ptr<X509> certificate)
    : name_(std::move(name)), key_(std::move(key)), certificate_(std::move(certificate)) {}

test_authority test_authority::delegate(const std::string& path, const std::string& name) {
  const auto key = make_key();
  const auto made = make_certificate(name, key.get(), name_, key_.get(), true);
  PEM_write_X509(open(path + ".pem").get(), made.get());
  return {name, key, made};
}

void test_authority::issue(const std::string& path, const std::string& name, const char* password) {
  write(path, name, make_key().get(), password);
}

void test_authority::issue_rsa(const std::string& path, const std::string& name) {
  const std::shared_ptr<EVP_PKEY> key{EVP_RSA_gen(2048), EVP_PKEY_free};
  write(path, name, key.get(), nullptr);
}

void test_authority::write(
    const std::string& path, const std::string& name, EVP_PKEY* key, const char* password) {
  const auto made = make_certificate(name, key, name_, key_.get(), false, valid_for_);
  PEM_write_X509(open(path + ".pem").get(), made.get());
  PEM_write_PrivateKey(
      open(path + ".key").get(), key, password != nullptr ? EVP_aes_128_cbc() : nullptr, nullptr, 0,
      nullptr, const_cast<char*>(password));
}

void test_authority::write(const std::string& path) const {
  PEM_write_X509(open(path).get(), certificate_.get());
}

void write_rsa_key(const std::string& path) {
  const std::shared_ptr<EVP_PKEY> key{EVP_RSA_gen(2048), EVP_PKEY_free};
  PEM_write_PrivateKey(open(path).get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

} // namespace docker_monitor::http
