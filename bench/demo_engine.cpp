#include "bench/demo_engine.hpp"

#include <random>
#include <utility>

namespace docker_monitor::bench {

demo_engine::demo_engine(private_socket socket) : socket_(std::move(socket)) {}

model::expected<std::unique_ptr<demo_engine>> demo_engine::start(std::size_t containers) {
  auto socket = private_socket::create();
  if (!socket)
    return socket.error();
  std::unique_ptr<demo_engine> made{new demo_engine{*std::move(socket)}};
  simulation_options simulation;
  simulation.socket_path = made->path();
  simulation.containers = containers;
  simulation.lively = true;
  simulation.seed = std::random_device{}();
  made->engine_ = std::make_unique<simulated_engine>(simulation);
  if (const auto started = made->engine_->start(); !started)
    return started.error();
  return made;
}

} // namespace docker_monitor::bench
