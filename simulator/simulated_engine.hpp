#pragma once

#include "model/failure.hpp"
#include "simulator/container/simulation.hpp"
#include "simulator/container/simulation_options.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace docker_monitor::simulator {

/// A simulated Docker Engine: serves the Docker API of a simulation on a unix socket or on
/// loopback, on its own thread. See simulator/README.md for its control routes.
class simulated_engine {
 public:
  explicit simulated_engine(simulation_options options);

  /// Stops the engine.
  ~simulated_engine();

  simulated_engine(const simulated_engine&) = delete;
  simulated_engine& operator=(const simulated_engine&) = delete;

  /// Listens and serves. Fails with `bad_option` for a path that is too long, `permission`, or
  /// `unreachable` where the address is in use. Replaces a stale socket.
  model::expected<void> start();

  /// Closes all connections and ends the thread. May be called repeatedly.
  void stop();

  /// Returns the address after the start, in the form of DOCKER_HOST: `unix:///path` or
  /// `tcp://127.0.0.1:port`.
  [[nodiscard]] std::string docker_host() const;

  /// Runs `work` on the engine's thread. Subscribers get the events that it makes. May be called
  /// from any thread.
  void post(std::function<void(simulation&)> work);

  /// Runs `work` as `post` does and waits for it. Must not be called from such work, nor before
  /// start or after stop.
  void run(const std::function<void(simulation&)>& work);

  /// Calls a control route, such as `/simulator/cut?after=200&route=events`, and returns the body
  /// of its answer. Waits as `run` does.
  std::string control(std::string_view target);

 private:
  class server;

  std::unique_ptr<server> server_;
};

} // namespace docker_monitor::simulator
