#include "bench/load/tls_files.hpp"

#include "bench/machine/interruption.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include <stdlib.h>

namespace docker_monitor::bench {

namespace {

constexpr long valid_seconds = 86'400;

bool write_certificate(const std::string& certificate_path, const std::string& key_path) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  const std::unique_ptr<X509, decltype(&X509_free)> made{X509_new(), X509_free};
  if (!key || !made)
    return false;
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), valid_seconds);
  X509_set_pubkey(made.get(), key.get());
  constexpr unsigned char name[] = "localhost";
  for (auto* const of : {X509_get_subject_name(made.get()), X509_get_issuer_name(made.get())})
    X509_NAME_add_entry_by_txt(of, "CN", MBSTRING_ASC, name, -1, -1, 0);
  if (X509_sign(made.get(), key.get(), EVP_sha256()) == 0)
    return false;
  const auto open = [](const std::string& path) {
    return std::shared_ptr<std::FILE>{std::fopen(path.c_str(), "w"), [](std::FILE* file) {
                                        if (file != nullptr)
                                          std::fclose(file);
                                      }};
  };
  const auto certificate_file = open(certificate_path);
  const auto key_file = open(key_path);
  return certificate_file && key_file && PEM_write_X509(certificate_file.get(), made.get()) == 1
         && PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr)
                == 1;
}

} // namespace

tls_files::tls_files() {
  char name[] = "/tmp/docker-monitor-bench-XXXXXX";
  if (mkdtemp(name) == nullptr)
    throw harness_error("no scratch directory can be made in /tmp");
  directory_ = name;
  if (!write_certificate(certificate(), key()))
    throw harness_error("no certificate can be made in " + directory_);
}

tls_files::~tls_files() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

} // namespace docker_monitor::bench
