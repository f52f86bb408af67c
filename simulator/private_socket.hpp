#pragma once

#include "model/failure.hpp"

#include <string>
#include <utility>

namespace docker_monitor::simulator {

/// The path of a unix socket that only this user can reach: in a new directory of mode 0700. The
/// destructor removes the directory and its contents.
class private_socket {
 public:
  /// Creates the directory in `base`; if that is empty, in `$XDG_RUNTIME_DIR` where it exists, else
  /// in `/tmp`. Fails with `permission` or `unreachable`.
  static model::expected<private_socket> create(const std::string& base = {});

  private_socket(private_socket&& other) noexcept;
  private_socket& operator=(private_socket&& other) noexcept;
  ~private_socket();

  /// Returns the path of the socket, which does not exist yet.
  [[nodiscard]] std::string path() const { return directory_ + "/docker.sock"; }

 private:
  explicit private_socket(std::string directory) : directory_{std::move(directory)} {}

  void remove() noexcept;

  std::string directory_; ///< empty after a move
};

} // namespace docker_monitor::simulator
