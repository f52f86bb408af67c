#pragma once

#include "model/alarm/alarm.hpp"
#include "model/container/container.hpp"
#include "model/container/identity_registry.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// How long a container must stay down until an open `unhealthy` of it ends. Shorter is a restart.
inline constexpr std::chrono::seconds unhealthy_settle{10};

/// The engine reports an OOM kill and the death that it caused within this time, either first.
inline constexpr std::chrono::seconds oom_to_death{5};

/// One container went down or up, was paused or unpaused, became unhealthy or healthy, or ran out
/// of memory; with the evidence known at that moment.
struct transition {
  alarm_kind kind = alarm_kind::down;
  alarm_origin origin = alarm_origin::live;
  engine_time time;
  /// Which run of the container this is about: the time of the event that began it, or its
  /// `StartedAt` where that event was not seen. None where neither is known yet.
  std::optional<engine_time> generation;
  /// As after the transition. `started_at` is the generation's, absent while nobody told it.
  container_ptr container;
  std::optional<int> exit_code;        ///< of a down
  bool stop_requested = false;         ///< a kill or stop was asked for in this generation
  bool stop_possible = false;          ///< a signal was sent: a `stop` event may follow
  bool oom_seen = false;               ///< an `oom` event came shortly before
  bool engine_gone = false;            ///< it died while the engine was away, or with it
  std::optional<last_reading> reading; ///< of a down: the newest before it
  /// Of an unhealthy: what the failing check wrote; none while the engine was not asked.
  std::optional<std::string> probe_output;
  /// Of a down: what the container wrote last; none while the engine was not asked.
  std::optional<std::vector<std::string>> log_lines;
};

/// A transition with its first facts.
transition
make_transition(alarm_kind kind, alarm_origin origin, engine_time time, container_ptr facts);

/// The container's newest generation ended at `at`.
void end_generation(container& c, std::optional<int> exit_code, engine_time at);

/// Tells of downs that the engine going away caused them, whatever its events say: it ends what
/// ran, with kill events as if somebody had asked for it.
void blame_engine(std::span<transition> made);

/// A running container took over the identity of one that ended, or one that became free.
struct succession {
  std::string predecessor_id;  ///< empty: the identity was free
  std::string former_identity; ///< what the successor had until now
  container_ptr successor;     ///< with the identity that it has now
  engine_time at{};            ///< when the predecessor ended or was removed
};

/// What one step of the table changed, for whoever shows or watches containers.
struct table_changes {
  std::vector<container_ptr> changed;
  std::vector<std::string> removed; ///< ids
  std::vector<transition> transitions;
  std::vector<std::string> inspect; ///< ids whose facts are stale now
  std::vector<std::string> confirm; ///< ids where a state must be checked in a while
  std::vector<std::string> stopped; ///< ids whose newest end proved to be asked for after it came
  std::vector<succession> successions;
};

} // namespace docker_monitor::model
