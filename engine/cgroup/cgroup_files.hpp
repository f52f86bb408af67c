#pragma once

#include "engine/cgroup/cgroup_path.hpp"
#include "engine/cgroup/kernel_file.hpp"
#include "engine/cgroup/parent_files.hpp"
#include "model/failure.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace docker_monitor::engine {

/// The files of a container that are read repeatedly. v1 and v2 give them different names and
/// places.
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

/// Returns true for the errors of a group that was removed or never existed.
bool is_gone(int error);

/// Returns true for an error that does not concern the file's contents: the values read before stay
/// valid. The next reading detects a group that is gone.
bool is_temporary_error(int error);

/// The files of one container: found by the locator, kept open as the budget allows. Locator and
/// budget must outlive it. There are thousands of these objects, so they are small. Not thread
/// safe.
class cgroup_files {
 public:
  cgroup_files(cgroup_locator& locator, descriptor_budget& budget, cgroup_subject subject);
  ~cgroup_files();
  cgroup_files(const cgroup_files&) = delete;
  cgroup_files& operator=(const cgroup_files&) = delete;

  [[nodiscard]] const cgroup_subject& subject() const { return subject_; }

  /// Takes newer facts. Closes the files where the process changed. An empty parent is ignored.
  void update(std::int32_t pid, const std::string& parent);

  /// Returns true between a successful `find` and `release`.
  [[nodiscard]] bool is_found() const { return place_.has_value(); }

  /// Searches the container's groups. `now` is a time of the steady clock.
  std::optional<model::failure> find(std::chrono::nanoseconds now);

  /// Closes all files and forgets their places.
  void release();

  /// Reads a file. The groups must be found. Returns and remembers ENOENT where there is no file.
  kernel_text read(cgroup_file which);

  /// Opens, reads and closes a file that is seldom read.
  kernel_text read_once(cgroup_controller controller, const char* v1, const char* v2);

  /// Reads a file of the container's group, then of each group above it, and last of the mount
  /// itself. `take` gets each text and returns true to stop. The texts of the groups above are
  /// those of `parents`.
  void read_upwards(
      parent_files& parents, cgroup_controller controller, const char* v1, const char* v2,
      const std::function<bool(std::string_view)>& take);

  /// Returns the number of processes in the container's own group; none where that cannot be read.
  std::optional<std::uint64_t> count_processes();

  /// Returns the path of the container's group below the mount, as engines name it, such as
  /// `/system.slice/docker-….scope`. The groups must be found.
  [[nodiscard]] std::string_view group() const;

  [[nodiscard]] bool is_v1(cgroup_controller controller) const;

  /// Makes the failure of an error while reading a file.
  [[nodiscard]] model::failure unreadable(cgroup_file which, int error) const;

  /// Returns the number of files read since the last call.
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
  std::optional<cgroup_place> place_; ///< none until found
  std::chrono::nanoseconds next_search_{};
  std::array<kernel_file, count> files_;
  std::uint32_t files_read_ = 0;
  bool is_process_known_ = false; ///< the pid is known to be the container's
};

} // namespace docker_monitor::engine
