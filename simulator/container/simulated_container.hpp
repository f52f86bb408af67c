#pragma once

#include "model/container/container.hpp"
#include "simulator/container/catalogue.hpp"
#include "simulator/container/load_curve.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace docker_monitor::simulator {

/// One container of the simulation: the data for the API and for its next step. Times named `…_at`
/// are of the engine's wall clock, which may be stepped; the others are of the simulation's clock,
/// which only goes forward.
struct simulated_container {
  std::uint64_t serial = 0; ///< order of creation; larger is newer
  std::string id;
  std::string name; ///< without the leading slash
  std::string image;
  std::string image_id;
  std::string command;
  std::string network_mode; ///< `default`, `bridge`, `host`, `<project>_default`
  std::map<std::string, std::string> labels;
  character kind = character::idle;
  restart_policy policy = restart_policy::no;
  std::uint32_t max_retries = 0;        ///< of `on_failure`; 0: no maximum
  std::uint64_t memory_limit_bytes = 0; ///< 0: none
  double cores_limit = 0;               ///< 0: none
  std::uint16_t port = 0;
  bool health_check = false;
  int stop_code = 0; ///< exit code after a stop

  model::container_status status = model::container_status::created;
  model::engine_time created_at;
  std::optional<model::engine_time> started_at;
  std::optional<model::engine_time> finished_at;
  int exit_code = 0;
  bool oom_killed = false;
  std::string health; ///< empty without a health check
  std::uint32_t failing_streak = 0;
  std::uint64_t restart_count = 0;
  std::int32_t pid = 0;

  model::engine_time started;                    ///< of the current run
  std::optional<model::engine_time> paused_from; ///< while paused
  std::chrono::nanoseconds paused_for{0};        ///< finished pauses of this run
  std::uint32_t quick_failures = 0;              ///< in a row; lengthens the restart delay
  std::uint64_t generation = 0;                  ///< counts starts
  std::uint64_t plan = 0; ///< grows with every change, which cancels earlier plans
  std::uint64_t seed = 0;
  std::optional<load_curve> curve; ///< of the current run

  /// Returns how long its processes have run in this run, without pauses.
  [[nodiscard]] std::chrono::nanoseconds running_for(model::engine_time now) const {
    return (paused_from ? *paused_from : now) - started - paused_for;
  }

  /// Returns true while there are counters to read.
  [[nodiscard]] bool has_processes() const { return model::is_up(status) && curve; }
};

} // namespace docker_monitor::simulator
