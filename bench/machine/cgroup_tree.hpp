#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace docker_monitor::bench {

/// The cgroup hierarchies of this machine, v1 or v2.
class cgroup_tree {
 public:
  /// Detects the mounted version. Throws `harness_error` where there is none.
  explicit cgroup_tree(std::string root = "/sys/fs/cgroup");

  [[nodiscard]] bool v2() const { return v2_; }

  /// Returns the directories of a container: one for each controller on v1.
  [[nodiscard]] std::vector<std::string> directories(std::string_view id) const;

  /// Creates the directories, and on v2 enables the controllers that the program reads. Throws
  /// `harness_error`.
  void make(std::string_view id) const;

  /// Moves a process into the directories. Throws `harness_error`.
  void enter(std::string_view id, pid_t pid) const;

  /// Removes the directories after their processes have ended. Returns false where they remain.
  bool remove(std::string_view id) const;

  /// Returns the files of a container that a monitor may read, including `/proc/<pid>/net/dev`, for
  /// the bare loop.
  [[nodiscard]] std::vector<std::string> files(std::string_view id, pid_t pid) const;

  /// Returns the ids of all existing containers, of any program.
  [[nodiscard]] std::vector<std::string> ids() const;

  /// Returns the path of a directory that counts CPU time.
  [[nodiscard]] std::string cpu_directory(std::string_view name) const;

  /// Removes the account directories of killed harnesses.
  void remove_old_accounts() const;

  /// Returns the CPU time of a directory of `cpu_directory`, or of a container, including
  /// everything below it.
  [[nodiscard]] std::chrono::nanoseconds cpu_time(const std::string& directory) const;

 private:
  void allow_controllers() const;

  std::string root_;
  bool v2_ = false;
};

/// A cgroup for a process and its descendants, which counts their CPU time to the nanosecond,
/// including that of ended ones. Accounts of one name are separate. Removed by the destructor, once
/// it is empty.
class cpu_account {
 public:
  cpu_account(const cgroup_tree& tree, std::string_view name);
  ~cpu_account();
  cpu_account(const cpu_account&) = delete;
  cpu_account& operator=(const cpu_account&) = delete;

  /// Returns the file to which a process writes `0` to be counted here.
  [[nodiscard]] std::string door() const { return directory_ + "/cgroup.procs"; }

  /// Returns the CPU time used so far.
  [[nodiscard]] std::chrono::nanoseconds used() const { return tree_.cpu_time(directory_); }

  /// Returns the processes counted here.
  [[nodiscard]] std::vector<pid_t> members() const;

 private:
  const cgroup_tree& tree_;
  std::string directory_;
};

} // namespace docker_monitor::bench
