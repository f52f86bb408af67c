#pragma once

#include "model/failure.hpp"
#include "simulator/container/simulation.hpp"
#include "simulator/container/simulation_options.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace docker_monitor::simulator {

/// A Docker Engine that isn't one: serves the Docker API of a simulation on a unix socket or on
/// loopback, on a thread of its own. See simulator/README.md for its control routes.
class simulated_engine {
 public:
  explicit simulated_engine(simulation_options options);

  /// Stops.
  ~simulated_engine();

  simulated_engine(const simulated_engine&) = delete;
  simulated_engine& operator=(const simulated_engine&) = delete;

  /// Listens and serves. `bad_option` for a path that is too long, `permission`, or `unreachable`
  /// where the address is taken. A socket that nobody answers on any more is replaced.
  model::expected<void> start();

  /// Closes all connections and ends the thread; more than once is fine.
  void stop();

  /// Where it serves once started: `unix:///path` or `tcp://127.0.0.1:port`, as DOCKER_HOST has it.
  [[nodiscard]] std::string docker_host() const;

  /// Lets `work` change the simulation on the engine's thread, soon; the events it makes go to the
  /// subscribers. Any thread may call this.
  void post(std::function<void(simulation&)> work);

  /// As `post`, and waits until it is done. Not from within such work; only between start and stop.
  void run(const std::function<void(simulation&)>& work);

  /// Does what the control route does, such as `/simulator/cut?after=200&route=events`, and returns
  /// the body of its answer. Waits like `run`.
  std::string control(std::string_view target);

 private:
  class server;

  std::unique_ptr<server> server_;
};

} // namespace docker_monitor::simulator
