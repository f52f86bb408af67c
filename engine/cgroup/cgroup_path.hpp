#pragma once

#include "engine/cgroup/cgroup_layout.hpp"
#include "model/failure.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::engine {

/// The place of a path of `/proc/<pid>/cgroup` below a mount.
struct path_below_mount {
  unsigned unknown = 0; ///< levels directly below the mount whose names are hidden
  std::string rest;     ///< the rest of the path: empty or beginning with a slash

  friend bool operator==(const path_below_mount&, const path_below_mount&) = default;
};

/// Resolves a path against a mount's root. Both are paths in the own cgroup namespace: with the
/// root `/../..` the path `/../docker-1.scope` is `docker-1.scope` below one unknown name. Returns
/// none where the mount does not show the path.
std::optional<path_below_mount> below_mount(std::string_view mount_root, std::string_view path);

/// Returns the path of a controller in the text of a `/proc/<pid>/cgroup`; none where it is not
/// listed or the group was removed.
std::optional<std::string_view>
path_of(std::string_view proc_cgroup, cgroup_controller controller, int version);

/// Returns the directory of a systemd slice: `/a.slice/a-b.slice` for `a-b.slice`, the root for
/// `-.slice`.
std::string slice_path(std::string_view slice);

/// The places of one container's groups below the mount of each controller.
class cgroup_place {
 public:
  /// Uses the same path below all mounts.
  explicit cgroup_place(std::string path) : path_(std::move(path)) {}

  /// Uses one path per controller; a path is empty where there is no group. The path of CPU time
  /// must not be empty.
  explicit cgroup_place(std::array<std::string, cgroup_controllers> paths);

  /// Returns a path that begins with a slash; empty where the container has no group of this
  /// controller.
  [[nodiscard]] std::string_view at(cgroup_controller controller) const {
    return each_ ? (*each_)[static_cast<std::size_t>(controller)] : path_;
  }

 private:
  std::string path_; ///< used where all controllers have the same, which is the usual case
  std::unique_ptr<std::array<std::string, cgroup_controllers>> each_;
};

/// The facts by which a container's groups are found.
struct cgroup_subject {
  std::string id;
  std::int32_t pid = 0; ///< of the first process below the proc root; 0 if unknown
  std::string parent;   ///< `HostConfig.CgroupParent`
};

/// Finds the groups of containers, first where engines put them, then by `/proc/<pid>/cgroup`. A
/// place found by the process is tried first for other containers. Thread safe.
class cgroup_locator {
 public:
  cgroup_locator(cgroup_layout layout, std::string proc_root);

  /// Returns the place of a container: its path, or its process's group, contains the id.
  /// `may_search` allows a search of the tree where names between are hidden from the own cgroup
  /// namespace.
  model::expected<cgroup_place> find(const cgroup_subject& subject, bool may_search);

  /// Returns true where the process is in a group that contains the id. Detects a reused pid.
  [[nodiscard]] bool is_process_of(std::int32_t pid, std::string_view id) const;

  [[nodiscard]] const cgroup_layout& layout() const { return layout_; }
  [[nodiscard]] const std::string& proc_root() const { return proc_root_; }

 private:
  /// The texts before and after an id.
  struct pattern {
    std::string before;
    std::string after;
  };

  [[nodiscard]] std::vector<pattern> guesses(const std::string& parent) const;
  [[nodiscard]] bool has_files(
      const cgroup_hierarchy& hierarchy, cgroup_controller controller,
      const std::string& path) const;
  [[nodiscard]] std::optional<std::string>
  complete(const cgroup_hierarchy& hierarchy, cgroup_controller controller, std::string path) const;
  [[nodiscard]] std::optional<std::string> search(
      const cgroup_hierarchy& hierarchy, cgroup_controller controller,
      const path_below_mount& where) const;
  [[nodiscard]] std::optional<cgroup_place> guess(const cgroup_subject& subject) const;
  model::expected<cgroup_place> find_by_process(const cgroup_subject& subject, bool may_search);
  void learn(const std::string& path, const std::string& id);
  [[nodiscard]] std::string process_groups(std::int32_t pid) const;

  const cgroup_layout layout_;
  const std::string proc_root_;
  mutable std::mutex mutex_;
  std::vector<pattern> learned_; ///< guarded by the mutex; newest first
};

} // namespace docker_monitor::engine
