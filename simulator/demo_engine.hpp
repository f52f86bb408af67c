#pragma once

#include "model/failure.hpp"
#include "simulator/private_socket.hpp"
#include "simulator/simulated_engine.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace docker_monitor::simulator {

/// Lively simulated containers for `--demo`, on a socket that only this user can reach.
class demo_engine {
 public:
  static model::expected<std::unique_ptr<demo_engine>> start(std::size_t containers);

  /// Returns the path of the socket.
  [[nodiscard]] std::string path() const { return socket_.path(); }

 private:
  explicit demo_engine(private_socket socket);

  private_socket socket_;
  std::unique_ptr<simulated_engine> engine_;
};

} // namespace docker_monitor::simulator
