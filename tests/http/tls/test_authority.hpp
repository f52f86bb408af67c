#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <chrono>
#include <memory>
#include <string>

namespace docker_monitor::http {

/// Makes certificates, as an authority of its own.
class test_authority {
 public:
  explicit test_authority(std::string name = "test authority");

  /// Writes a certificate of a new key to `path`.pem and the key to `path`.key; encrypted where
  /// there is a password.
  void issue(const std::string& path, const std::string& name, const char* password = nullptr);

  /// The same of an RSA key.
  void issue_rsa(const std::string& path, const std::string& name);

  /// A certificate issued from now on is valid for this long.
  void expires_in(std::chrono::seconds time) { valid_for_ = time; }

  /// Writes a certificate of another authority for a new key of that one to `path`.pem, and returns
  /// that authority.
  test_authority delegate(const std::string& path, const std::string& name);

  /// Writes its own certificate.
  void write(const std::string& path) const;

 private:
  test_authority(
      std::string name, std::shared_ptr<EVP_PKEY> key, std::shared_ptr<X509> certificate);

  void write(const std::string& path, const std::string& name, EVP_PKEY* key, const char* password);

  std::chrono::seconds valid_for_ = std::chrono::hours{48};
  std::string name_;
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
};

/// Writes a key that is of no certificate and of another kind than theirs.
void write_rsa_key(const std::string& path);

} // namespace docker_monitor::http
