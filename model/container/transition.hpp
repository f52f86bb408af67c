#pragma once

#include "model/alarm/alarm.hpp"
#include "model/container/container.hpp"
#include "model/container/identity_registry.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// How long a container must stay down until its open `unhealthy` ends. A shorter time is a
/// restart.
inline constexpr std::chrono::seconds unhealthy_settle{10};

/// An OOM kill this long before or after a death belongs to it, whatever the exit code. An end by
/// SIGKILL without a request follows from any OOM kill of its run: the engine may be slow.
inline constexpr std::chrono::seconds oom_to_death{5};

/// One container went down or up, was paused or unpaused, became unhealthy or healthy, or ran out
/// of memory; with the evidence known at that moment.
struct transition {
  alarm_kind kind = alarm_kind::down;
  alarm_origin origin = alarm_origin::live;
  engine_time time;
  /// The run of the container: the time of the event that began it, or its `StartedAt` if that
  /// event was not received. None while neither is known.
  std::optional<engine_time> generation;
  /// The facts after the transition. `started_at` is that of the generation, empty while unknown.
  container_ptr container;
  std::optional<int> exit_code;        ///< of a down
  bool stop_requested = false;         ///< a kill or stop was requested in this generation
  bool stop_possible = false;          ///< a signal was sent: a `stop` event may follow
  bool oom_seen = false;               ///< an `oom` event came shortly before
  bool oom_in_run = false;             ///< the engine or the cgroup counted an OOM kill in this run
  bool engine_gone = false;            ///< the container died with the engine, or while it was away
  std::optional<last_reading> reading; ///< of a down: the newest sample before it
  /// Of an unhealthy or a down: the output of the failing check, empty if the last one of a run
  /// that ended did not fail; none until the engine is queried.
  std::optional<std::string> probe_output;
  /// Of a down: the container's last log lines; none until the engine is queried.
  std::optional<std::vector<std::string>> log_lines;
};

/// Makes a transition with its first facts.
transition
make_transition(alarm_kind kind, alarm_origin origin, engine_time time, container_ptr facts);

/// Returns true if SIGKILL ended the container without a request, in a run in which memory ran out.
[[nodiscard]] bool is_oom_death(const transition& down);

/// Returns true if memory ran out in a run so short that this was shortly before its end, which
/// came without a request. Not every engine sends an event of an OOM kill.
[[nodiscard]] bool is_oom_in_short_run(const transition& down);

/// Ends the container's newest generation at `at`.
void end_generation(container& c, std::optional<int> exit_code, engine_time at);

/// Marks downs as caused by the end of the engine, whatever its events report: an engine that ends
/// stops its containers with kill events as if by request.
void attribute_to_engine(std::span<transition> made);

/// A running container took over the identity of one that ended, or a free one.
struct succession {
  std::string predecessor_id;  ///< empty: the identity was free
  std::string former_identity; ///< the successor's identity before
  container_ptr successor;     ///< with its new identity
  engine_time at{};            ///< when the predecessor ended or was removed
};

/// A container got a name.
struct naming {
  container_ptr container; ///< with its new name
  container_ptr before;    ///< null: it is new
};

/// The changes that one step of the table makes.
struct table_changes {
  std::vector<container_ptr> changed;
  std::vector<std::string> removed; ///< ids
  std::vector<transition> transitions;
  std::vector<std::string> inspect; ///< ids whose facts are stale
  std::vector<std::string> confirm; ///< ids whose state must be checked after a while
  std::vector<std::string> stopped; ///< ids whose newest end turned out to be requested
  std::vector<succession> successions;
  std::vector<naming> named;
};

} // namespace docker_monitor::model
