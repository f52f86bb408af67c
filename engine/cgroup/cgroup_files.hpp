#pragma once

#include "engine/cgroup/cgroup_path.hpp"
#include "engine/cgroup/kernel_file.hpp"
#include "model/failure.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace docker_monitor::engine {

/// The files of a container that are read again and again. Each is where the version in use has
/// what is asked for; v1 and v2 name them differently.
enum class cgroup_file : std::uint8_t {
  cpu_time,
  memory_usage,
  memory_details,
  cpu_split, ///< v1 only: user and system time
  pids,
  block_bytes,      ///< on v2 with the operations
  block_operations, ///< v1 only
  network,          ///< of the process, not of a group
  swap,             ///< v2 only
  memory_events,    ///< OOM kills, on v2 with the hits of the limit
  limit_hits,       ///< v1 only
  throttling,       ///< v1 only
  cpu_pressure,
  memory_pressure,
  block_pressure,
};

/// True for the errors of a group that was removed, or was never there.
bool is_gone(int error);

/// True for an error that says nothing about the file: what was read of it before still stands. A
/// group that is gone is seen by the next reading.
bool tells_nothing(int error);

/// One container's files: found by the locator, kept open as the budget allows. Both must outlive
/// it. There are thousands of it: it is kept small. Not thread safe.
class cgroup_files {
 public:
  cgroup_files(cgroup_locator& locator, descriptor_budget& budget, cgroup_subject subject);
  ~cgroup_files();
  cgroup_files(const cgroup_files&) = delete;
  cgroup_files& operator=(const cgroup_files&) = delete;

  [[nodiscard]] const cgroup_subject& subject() const { return subject_; }

  /// Takes newer facts; another process closes the files. An empty parent tells nothing new.
  void update(std::int32_t pid, const std::string& parent);

  /// True once the container's groups were found, until they are let go of.
  [[nodiscard]] bool is_found() const { return place_.has_value(); }

  /// Looks for the container's groups at a time of the steady clock.
  std::optional<model::failure> find(std::chrono::nanoseconds now);

  /// Closes all files and forgets where they were.
  void let_go();

  /// Reads a file; only while the groups are found. ENOENT where there is none, which is
  /// remembered.
  kernel_text read(cgroup_file which);

  /// Opens, reads and closes a file that is read seldom.
  kernel_text read_once(cgroup_controller controller, const char* v1, const char* v2);

  /// Reads a file of the container's group, then of each group above it, and last of the mount
  /// itself. `take` is given each text and ends the walk by true.
  void read_upwards(
      cgroup_controller controller, const char* v1, const char* v2,
      const std::function<bool(std::string_view)>& take);

  /// How many processes the container's own group has; none where that cannot be read.
  std::optional<std::uint64_t> count_processes();

  /// The path of the container's group as engines know it, below the mount, such as
  /// `/system.slice/docker-….scope`; only while the groups are found.
  [[nodiscard]] std::string_view group() const;

  [[nodiscard]] bool is_v1(cgroup_controller controller) const;

  /// The failure that an error of reading a file is.
  [[nodiscard]] model::failure unreadable(cgroup_file which, int error) const;

  /// How many files were read since this was asked last.
  std::uint32_t take_count();

 private:
  static constexpr std::size_t count = 15;

  kernel_text read_closed(cgroup_file which, const char* name);
  kernel_text read_closed_memory_events();
  kernel_text read_closed_network();
  kernel_text open_and_read(cgroup_file which, const std::string& path, kernel_file_kind kind);
  bool append_path(std::string& path, cgroup_controller controller, const char* name) const;

  cgroup_locator& locator_;
  descriptor_budget& budget_;
  cgroup_subject subject_;
  std::optional<cgroup_place> place_; ///< none while not found
  std::chrono::nanoseconds next_search_{};
  std::array<kernel_file, count> files_;
  std::uint32_t files_read_ = 0;
  bool is_process_known_ = false; ///< the pid was found to be the container's
};

} // namespace docker_monitor::engine
