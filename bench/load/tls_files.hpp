#pragma once

#include <string>

namespace docker_monitor::bench {

/// A self-signed certificate for P-256 and its key, in PEM, in a directory that the destructor
/// removes. Throws `harness_error` where they cannot be made.
class tls_files {
 public:
  tls_files();
  ~tls_files();
  tls_files(const tls_files&) = delete;
  tls_files& operator=(const tls_files&) = delete;

  [[nodiscard]] std::string certificate() const { return directory_ + "/cert.pem"; }
  [[nodiscard]] std::string key() const { return directory_ + "/key.pem"; }

  /// Returns the path of a new file in the same directory.
  [[nodiscard]] std::string path(const std::string& name) const { return directory_ + '/' + name; }

 private:
  std::string directory_;
};

} // namespace docker_monitor::bench
