#pragma once

#include "simulator/api/event_log.hpp"
#include "simulator/container/random.hpp"
#include "simulator/container/simulated_container.hpp"
#include "simulator/container/simulation_options.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace docker_monitor::simulator {

/// The outcome of a command, in the engine's terms.
enum class command_outcome : std::uint8_t {
  done,
  not_modified, ///< already in this state
  not_found,
  conflict, ///< impossible in this state, or the name is in use
};

/// The outcome, and the engine's message where it refuses.
struct command_result {
  command_outcome outcome = command_outcome::done;
  std::string message;
};

/// The parameters of a create call.
struct container_request {
  std::string name; ///< empty: generated
  std::string image = "busybox:local";
  std::string command = "sleep 86400";
  std::map<std::string, std::string> labels;
  std::string network_mode; ///< empty: the engine's default
  restart_policy policy = restart_policy::no;
  std::uint32_t max_retries = 0;
  std::uint64_t memory_limit_bytes = 0;
  double cores_limit = 0;
  bool health_check = false;
};

/// A simulation of containers: pure state that is driven by commands and the given times. Nothing
/// happens between two calls, and the cost of a reading does not depend on the number of
/// containers. Given times must not decrease; an earlier one counts as the newest given.
///
/// The consequences of a command (a restart by policy, the first health report) always happen in
/// due time; only a `lively` simulation also has incidents of its own.
class simulation {
 public:
  /// Starts with `options.containers` containers that have been running for a while.
  simulation(simulation_options options, model::engine_time now);

  /// Processes everything due until `now`, in order and each at its own time, so the result does
  /// not depend on how often this is called.
  void advance(model::engine_time now);

  /// Returns when the next thing is due; none for never.
  [[nodiscard]] std::optional<model::engine_time> next_due() const;

  /// Returns the newest given time.
  [[nodiscard]] model::engine_time now() const { return now_; }

  /// Returns the time of the engine's wall clock.
  [[nodiscard]] model::engine_time wall() const { return now_ + clock_offset_; }

  /// Steps the engine's wall clock, as an administrator or NTP would.
  void step_clock(std::chrono::nanoseconds by);

  /// Returns the events since the last call, oldest first.
  std::vector<event_ptr> take_events();

  /// Drops the next `count` events of containers, and those of networks in between. The states
  /// still change.
  void drop_events(std::uint64_t count) { events_to_drop_ += count; }

  /// Finds a container by name, with or without slash, by id, or by an id's unambiguous prefix.
  [[nodiscard]] const simulated_container* find(std::string_view name_or_id) const;

  /// Returns all containers by serial; the newest is last.
  [[nodiscard]] const std::map<std::uint64_t, simulated_container>& containers() const {
    return containers_;
  }

  /// Returns a container's usage `ago` before now; none while it has no processes or had none then.
  [[nodiscard]] std::optional<usage>
  read(const simulated_container& container, std::chrono::nanoseconds ago = {}) const;

  /// Returns the CPU time of the host at that time, in the kernel's ticks of 10 ms.
  [[nodiscard]] std::uint64_t host_cpu_ns(std::chrono::nanoseconds ago = {}) const;

  [[nodiscard]] const simulation_options& options() const { return options_; }

  /// @name Commands
  /// Behave as the docker commands of the same name, at `now()`. Containers are named as for
  /// `find`.
  /// @{

  /// Sets `id` to the new id on success.
  command_result create(const container_request& request, std::string& id);
  command_result start(std::string_view container);
  command_result stop(std::string_view container);
  command_result kill(std::string_view container, int signal);
  command_result restart(std::string_view container);
  command_result pause(std::string_view container);
  command_result unpause(std::string_view container);
  command_result rename(std::string_view container, std::string_view name);
  command_result remove(std::string_view container, bool force);
  /// @}

  /// @name Mishaps
  /// Events that no docker command can cause.
  /// @{

  /// The kernel kills the container for lack of memory.
  command_result oom(std::string_view container);

  /// The process ends by itself with this code (128 + n: by signal n).
  command_result crash(std::string_view container, int code);

  /// The health check changes to the opposite result.
  command_result flip_health(std::string_view container);

  /// Creates and starts this many further containers of the catalogue.
  void spawn(std::size_t count);

  /// Ends this many running containers with code 0, the newest first, without restarts by policy.
  /// Returns the number of ended containers.
  std::size_t end(std::size_t count);

  /// Makes `count` events: `exec` events have no effect, `pause` pauses and unpauses containers in
  /// turn, any other kind makes them crash and start again.
  void burst(std::size_t count, std::string_view kind);
  /// @}

 private:
  enum class happening : std::uint8_t {
    restart,
    start,
    unpause,
    healthy,
    probe,
    incident,
    crash,
    oom
  };

  struct planned {
    model::engine_time when;
    std::uint64_t order; ///< among those at the same time
    std::uint64_t serial;
    std::uint64_t plan;
    happening what;
    bool operator>(const planned& other) const {
      return when != other.when ? when > other.when : order > other.order;
    }
  };

  // simulation.cpp: the registry and the commands of the API
  void populate();
  void populate_given();
  void run_since(simulated_container& container, std::chrono::nanoseconds age);
  simulated_container& add(const catalogue_entry& entry, std::string name);
  simulated_container& add(simulated_container container);
  simulated_container* find_mutable(std::string_view name_or_id);
  command_result with(
      std::string_view name_or_id, const std::function<command_result(simulated_container&)>& work);
  void erase(simulated_container& container);

  // simulation_transitions.cpp: state changes and their events
  void begin(simulated_container& container, bool manual);
  void give_curve(simulated_container& container);
  void finish(simulated_container& container, int code, bool oom, bool asked);
  void halt(simulated_container& container);
  void kill_for(simulated_container& container, int signal);
  void resume(simulated_container& container);
  void set_health(simulated_container& container, bool healthy);
  void probe(simulated_container& container);
  void emit(
      const simulated_container& container, std::string action,
      std::map<std::string, std::string> extra = {});
  void emit_network(const simulated_container& container, std::string action);
  void record_event(simulated_event event);
  model::engine_time stamp();

  // simulation_life.cpp: the life of containers without commands
  void plan(simulated_container& container, happening what, std::chrono::nanoseconds in);
  void plan_life(simulated_container& container);
  void happen(simulated_container& container, happening what);
  void incident(simulated_container& container);
  void redeploy(const simulated_container& old);

  [[nodiscard]] bool podman() const { return options_.brand == engine_brand::podman; }
  [[nodiscard]] bool old_engine() const;

  simulation_options options_;
  random_source random_;
  model::engine_time now_;
  model::engine_time booted_;
  std::chrono::nanoseconds clock_offset_{0};
  model::engine_time last_stamp_{};
  std::map<std::uint64_t, simulated_container> containers_;
  std::unordered_map<std::string, std::uint64_t> by_name_;
  std::map<std::string, std::uint64_t, std::less<>> by_id_;
  std::priority_queue<planned, std::vector<planned>, std::greater<>> plans_;
  std::vector<event_ptr> fresh_;
  std::uint64_t next_serial_ = 1;
  std::uint64_t next_order_ = 0;
  std::int32_t next_pid_;
  std::size_t next_entry_ = 0;
  std::uint64_t next_burst_ = 0;
  std::uint64_t events_to_drop_ = 0;
};

} // namespace docker_monitor::simulator
