#pragma once

#include "model/container/container_configuration.hpp"
#include "model/container/disk_usage.hpp"
#include "model/time.hpp"

#include <cstddef>
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
  unknown, ///< a word of a later version, as a host of a fleet may report it
};

inline constexpr std::size_t container_statuses = 8;

/// Returns the state word as the engine writes it, such as `"running"`.
std::string_view to_string(container_status status);

/// Returns the status that a state word names. Podman's words are mapped (`configured`,
/// `initialized` → created, `stopped` → exited, `stopping` → running). Returns none for an unknown
/// word, and for `unknown`, which no engine says of a container that it runs.
std::optional<container_status> parse_container_status(std::string_view word);

/// Returns true for running, paused and restarting, which `docker ps` lists without `--all`.
bool is_listed(container_status status);

/// Returns true while processes of the container exist: running or paused.
bool is_up(container_status status);

/// The known facts of one container. A list answer fills the first group only, an inspection all.
struct container {
  std::string id;
  std::string name; ///< without the leading slash
  std::string image;
  container_status status = container_status::created;
  std::string image_id; ///< empty while unknown
  std::map<std::string, std::string> labels;
  std::string network_mode; ///< `HostConfig.NetworkMode`: `host`, `none`, `container:<id>`, …

  std::optional<engine_time> created_at;  ///< a list contains whole seconds only
  std::optional<engine_time> started_at;  ///< start of the newest generation
  std::optional<engine_time> finished_at; ///< end of the newest finished generation
  std::optional<int> exit_code;           ///< only while not up
  bool oom_killed = false;
  std::string health; ///< `starting`, `healthy`, `unhealthy`; empty without a health check
  /// The engine calls it unhealthy though no check failed: Docker does so while a container is
  /// paused, and from then until the next check.
  bool health_unproven = false;
  std::optional<std::uint64_t> restart_count; ///< the engine's; a start by a person sets it to 0
  std::optional<std::uint64_t> restarts; ///< by the restart policy, over all runs; never decreases
  std::uint64_t oom_kills = 0;           ///< over all runs, as far as seen; never decreases
  std::optional<std::int32_t> pid;       ///< of the first process, in the engine's pid namespace
  std::string cgroup_parent;
  /// The output of the newest failing health check, of a container that ended only if that was the
  /// last check of its run; at most 1 kB; may hold secrets.
  std::string health_output;
  std::string command;                       ///< with its arguments; may hold secrets
  container_configuration_ptr configuration; ///< null before the first inspection
  container_size size;                       ///< the engine's newest value, with `--disk-usage`
  std::string restart_policy; ///< `always`, `unless-stopped`, `on-failure`; empty or `no`: none
  /// The signal that stops it (`Config.StopSignal`), as a number; none: SIGTERM.
  std::optional<int> stop_signal;
  /// The key that stays when the container is renamed or replaced, from `identity_registry`; empty
  /// before the first start.
  std::string identity;
  std::string host;  ///< on the hub of a fleet: its host; else empty
  std::string group; ///< of that host; may be empty

  bool operator==(const container&) const = default;
};

/// Returns the key of a container among all that are shown: its id; on a hub its host and its id,
/// which are then put together in `room`.
const std::string& snapshot_key(const container& container, std::string& room);

/// Returns the identity of a container, or its claim while it has none.
std::string identity_of(const container& container);

/// A container that actors share: immutable.
using container_ptr = std::shared_ptr<const container>;

} // namespace docker_monitor::model
