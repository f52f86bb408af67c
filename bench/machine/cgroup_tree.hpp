#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace docker_monitor::bench {

/// The cgroup hierarchies of this machine, v1 or v2, as far as a harness needs them.
class cgroup_tree {
 public:
  /// Looks at what is mounted. Throws `harness_error` where it is neither.
  explicit cgroup_tree(std::string root = "/sys/fs/cgroup");

  [[nodiscard]] bool v2() const { return v2_; }

  /// The directories a container of that id has: one for each controller on v1.
  [[nodiscard]] std::vector<std::string> directories(std::string_view id) const;

  /// Makes them, with the controllers we read where v2 must be told. Throws `harness_error`.
  void make(std::string_view id) const;

  /// Puts a process into them. Throws `harness_error`.
  void enter(std::string_view id, pid_t pid) const;

  /// Removes them, waiting until their processes are gone; false where they don't go.
  bool remove(std::string_view id) const;

  /// Every file of a container that a monitor may read, `/proc/<pid>/net/dev` included: what the
  /// bare loop reads.
  [[nodiscard]] std::vector<std::string> files(std::string_view id, pid_t pid) const;

  /// Ids of containers that exist, of any program.
  [[nodiscard]] std::vector<std::string> ids() const;

  /// A directory that counts CPU time.
  [[nodiscard]] std::string cpu_directory(std::string_view name) const;

  /// Removes the directories that accounts of a harness left which is gone.
  void remove_old_accounts() const;

  /// CPU time a directory of `cpu_directory`, or a container, has used, with all below it.
  [[nodiscard]] std::chrono::nanoseconds cpu_time(const std::string& directory) const;

 private:
  void allow_controllers() const;

  std::string root_;
  bool v2_ = false;
};

/// A cgroup of its own for a process and whatever it starts, so that their CPU time is known to the
/// nanosecond, even of those that ended. Removed at the end, once it is empty.
class cpu_account {
 public:
  cpu_account(const cgroup_tree& tree, std::string_view name);
  ~cpu_account();
  cpu_account(const cpu_account&) = delete;
  cpu_account& operator=(const cpu_account&) = delete;

  /// The file to write `0` to, for whoever wants to be counted here.
  [[nodiscard]] std::string door() const { return directory_ + "/cgroup.procs"; }

  /// CPU time used so far.
  [[nodiscard]] std::chrono::nanoseconds used() const { return tree_.cpu_time(directory_); }

  /// Who is counted here now.
  [[nodiscard]] std::vector<pid_t> members() const;

 private:
  const cgroup_tree& tree_;
  std::string directory_;
};

} // namespace docker_monitor::bench
