#pragma once

#include "engine/cgroup_path.hpp"
#include "engine/kernel_file.hpp"
#include "engine/sample_source.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace docker_monitor::engine {

class cgroup_source;
struct cpu_statistics;

/// Reads one container's cgroup files. There are thousands of it: it is kept small.
class cgroup_reader final : public sample_reader {
 public:
  /// The source must outlive it.
  cgroup_reader(cgroup_source& source, const model::container& container);
  ~cgroup_reader() override;
  cgroup_reader(const cgroup_reader&) = delete;
  cgroup_reader& operator=(const cgroup_reader&) = delete;

  void update(const model::container& container) override;

  model::expected<reading_state>
  read(model::counters& counters, const handler<model::counters>& later) override;

  /// The files that are read again and again.
  enum class file : std::uint8_t {
    cpu_time,
    memory_usage,
    memory_details,
    cpu_split,
    pids,
    block_bytes,
    block_operations,
    network,
    swap,
    oom_kills,
    throttling,
    cpu_pressure,
    memory_pressure,
    block_pressure,
  };
  static constexpr std::size_t files = 14;

 private:
  /// What every reading reads, and when.
  struct basic_values {
    int error = 0;
    file failed = file::cpu_time;
    std::chrono::nanoseconds clock{};
    std::uint64_t cpu_ns = 0;
    std::uint64_t memory = 0;
  };
  /// What a reading has to look at besides.
  struct due_groups;

  std::optional<model::failure> resolve();
  void let_go();
  basic_values read_basics(cpu_statistics& cpu);
  reading_state
  read_rest(model::counters& counters, const basic_values& basics, const cpu_statistics& cpu);
  bool read_limits(model::counters& counters);
  bool read_cpu(model::counters& counters, const due_groups& due);
  bool read_memory(model::counters& counters, const basic_values& basics, const due_groups& due);
  bool read_memory_details(model::counters& counters, const due_groups& due);
  bool read_network(model::counters& counters, std::chrono::nanoseconds clock);
  bool read_block(model::counters& counters, std::chrono::nanoseconds clock, const due_groups& due);
  bool read_pressure(std::optional<model::pressure>& pressure, file which);

  kernel_text read(file which);
  kernel_text read_closed(file which, const char* name);
  kernel_text read_once(cgroup_controller controller, const char* v1, const char* v2);
  [[nodiscard]] bool is_v1(cgroup_controller controller) const;
  void append_path(std::string& path, cgroup_controller controller, const char* name) const;
  [[nodiscard]] model::failure unreadable(file which, int error) const;

  cgroup_source& source_;
  cgroup_subject subject_;
  std::optional<cgroup_place> place_; ///< none while not found
  std::optional<model::engine_time> started_at_;
  std::chrono::nanoseconds next_search_{};
  std::uint64_t cpu_at_details_ = 0;
  std::uint64_t cpu_at_split_ = 0;
  std::uint64_t memory_at_details_ = 0;
  std::array<kernel_file, files> files_;
  std::uint32_t files_read_ = 0; ///< in this reading
  std::uint16_t beat_;           ///< counts the readings; begins elsewhere for each container
  bool own_network_ = false;
  bool is_process_known_ = false; ///< the pid was found to be the container's
  bool limits_due_ = true;
  bool all_due_ = true; ///< the groups were found anew
  bool has_quota_ = false;
};

} // namespace docker_monitor::engine
