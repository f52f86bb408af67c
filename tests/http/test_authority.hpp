#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace docker_monitor::http {

/// Makes certificates, as an authority of its own.
class test_authority {
 public:
  explicit test_authority(const std::string& name = "test authority");

  /// Writes a certificate of a new key to `path`.pem and the key to `path`.key; encrypted where
  /// there is a password.
  void issue(const std::string& path, const std::string& name, const char* password = nullptr);

  /// Writes its own certificate.
  void write(const std::string& path) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
};

} // namespace docker_monitor::http
