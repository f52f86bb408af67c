#pragma once

#include "model/container/disk_usage.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// The engine's state words.
enum class container_status : std::uint8_t {
  created,
  running,
  paused,
  restarting,
  exited,
  removing,
  dead,
};

/// The state word as the engine writes it, such as `"running"`.
std::string_view to_string(container_status status);

/// The status a state word names. Podman's own words are mapped (`configured`, `initialized` →
/// created, `stopped` → exited, `stopping` → running); none for an unknown word.
std::optional<container_status> parse_container_status(std::string_view word);

/// True for running, paused and restarting: what `docker ps` lists without `--all`.
bool is_listed(container_status status);

/// True while processes of the container exist: running or paused.
bool is_up(container_status status);

/// What is known of one container. A list answer fills the first group only, inspect fills all.
struct container {
  std::string id;
  std::string name; ///< without the leading slash
  std::string image;
  container_status status = container_status::created;
  std::string image_id; ///< empty while unknown
  std::map<std::string, std::string> labels;
  std::string network_mode; ///< `HostConfig.NetworkMode`: `host`, `none`, `container:<id>`, …

  std::optional<engine_time> created_at;  ///< a list tells it to the second only
  std::optional<engine_time> started_at;  ///< start of the newest generation
  std::optional<engine_time> finished_at; ///< end of the newest finished generation
  std::optional<int> exit_code;           ///< only while not up
  bool oom_killed = false;
  std::string health; ///< `starting`, `healthy`, `unhealthy`; empty without a health check
  std::optional<std::uint64_t> restart_count; ///< the engine's; 0 again when somebody starts it
  std::optional<std::uint64_t> restarts; ///< by the restart policy, over all runs; never gets less
  std::uint64_t oom_kills = 0;           ///< over all runs, as far as seen; never gets less
  std::optional<std::int32_t> pid;       ///< of the first process, in the engine's pid namespace
  std::string cgroup_parent;
  /// What the newest failing health check wrote, at most 1 kB; may hold secrets.
  std::string health_output;
  std::string command;        ///< with its arguments; may hold secrets
  container_size size;        ///< as the engine told last, with `--disk-usage`
  std::string restart_policy; ///< `always`, `unless-stopped`, `on-failure`; empty or `no`: none
  /// The signal that asks it to end (`Config.StopSignal`), as a number; none: SIGTERM.
  std::optional<int> stop_signal;
  /// The key that stays the same when the container is renamed or replaced, as `identity_registry`
  /// gives it; empty before the first start.
  std::string identity;
};

/// The identity of a container; what it would claim where it has none yet.
std::string identity_of(const container& container);

/// A container as it is shared between actors: immutable.
using container_ptr = std::shared_ptr<const container>;

} // namespace docker_monitor::model
