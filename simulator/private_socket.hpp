#pragma once

#include "model/failure.hpp"

#include <string>
#include <utility>

namespace docker_monitor::simulator {

/// The path of a unix socket nobody else can reach: in a fresh directory of mode 0700, removed with
/// all that is in it when this goes.
class private_socket {
 public:
  /// Makes the directory in `base`, or if that is empty in `$XDG_RUNTIME_DIR` where it exists, else
  /// in `/tmp`. `permission` or `unreachable` where that fails.
  static model::expected<private_socket> create(const std::string& base = {});

  private_socket(private_socket&& other) noexcept;
  private_socket& operator=(private_socket&& other) noexcept;
  ~private_socket();

  /// Of the socket; nothing listens there yet.
  [[nodiscard]] std::string path() const { return directory_ + "/docker.sock"; }

 private:
  explicit private_socket(std::string directory) : directory_{std::move(directory)} {}

  void remove() noexcept;

  std::string directory_; ///< empty: moved from
};

} // namespace docker_monitor::simulator
