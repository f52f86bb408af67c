#include "simulator/demo_engine.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <random>
#include <utility>

namespace docker_monitor::simulator {

namespace {

constexpr std::uint64_t memory_of_core = 4ULL * 1024 * 1024 * 1024;

} // namespace

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
  // A host with enough resources: five busy containers take one core.
  simulation.cores = std::bit_ceil(std::max(4U, static_cast<std::uint32_t>(containers / 5)));
  simulation.memory_bytes = simulation.cores * memory_of_core;
  simulation.seed = std::random_device{}();
  made->engine_ = std::make_unique<simulated_engine>(simulation);
  if (const auto started = made->engine_->start(); !started)
    return started.error();
  return made;
}

} // namespace docker_monitor::simulator
