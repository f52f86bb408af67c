#include "engine/host/host_source.hpp"

#include "engine/cgroup/block_text.hpp"
#include "engine/cgroup/cgroup_text.hpp"
#include "engine/cgroup/kernel_file.hpp"
#include "engine/cgroup/kernel_lines.hpp"
#include "engine/host/host_text.hpp"
#include "model/container/snapshot.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

namespace docker_monitor::engine {

namespace {

/// The number of readings between two reads of the expensive values.
constexpr unsigned seldom = 10;
/// The time after which these are read in any case: that of so many readings of a second, less the
/// half of one, as a reading may come early.
constexpr std::chrono::milliseconds longest_wait{9'500};
/// More interfaces than this count as expensive: each costs the kernel a microsecond.
constexpr std::size_t many_interfaces = 64;

/// Returns true where process 1 below the proc root is the host's. This holds for a proc root other
/// than the own one, which was mounted for this purpose. In the own one it holds unless this
/// process is in a container's process namespace: the kernel's threads are visible in the first
/// namespace only.
bool has_process_of_host(const host_settings& settings) {
  std::error_code error;
  if (!std::filesystem::equivalent(settings.proc_root, settings.own_proc, error))
    return true;
  return read_kernel_file((settings.proc_root + "/2/comm").c_str()).text == "kthreadd\n";
}

} // namespace

class host_source::reader final : public sample_reader {
 public:
  explicit reader(host_source& source)
      : source_(source), stat_(path("/stat")), memory_(path("/meminfo")), tasks_(path("/loadavg")),
        disks_(path("/diskstats")), network_(path("/1/net/dev")),
        cpu_pressure_(path("/pressure/cpu")), memory_pressure_(path("/pressure/memory")),
        block_pressure_(path("/pressure/io")) {}

  void update(const model::container&) override {} // there is only one host

  model::expected<reading_state>
  read(model::counters& counters, const handler<model::counters>&) override {
    static const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    const auto clock = source_.settings_.steady_clock();
    const auto stat = stat_.read();
    const auto cpu = parse_host_cpu(stat.text, ticks);
    if (!cpu)
      return unreadable(stat.error);
    counters.source = model::source_kind::cgroup; // the kernel's files, as for cgroups
    counters.read_at = source_.settings_.wall_clock();
    counters.clock = counters.memory_clock = clock;
    counters.cpu_total_ns = cpu->total_ns;
    counters.cpu_user_ns = cpu->user_ns;
    counters.cpu_system_ns = cpu->system_ns;
    counters.cpu_steal_ns = cpu->steal_ns;
    const bool is_due = take_turn(clock);
    if (is_due || !counters.limits)
      read_machine(counters, stat.text);
    read_memory(counters);
    read_devices(counters, clock);
    const auto tasks = tasks_.read();
    counters.pids = parse_host_tasks(tasks.text);
    counters.load = parse_host_load(tasks.text);
    if (source_.has_network_ && is_due)
      read_routes();
    if (source_.has_network_ && (is_due || !has_many_interfaces_))
      read_network(counters, clock);
    if (is_due) {
      counters.pressure_clock = clock;
      counters.cpu_pressure = parse_pressure(cpu_pressure_.read().text);
      counters.memory_pressure = parse_pressure(memory_pressure_.read().text);
      counters.block_pressure = parse_pressure(block_pressure_.read().text);
    }
    return reading_state::changed;
  }

 private:
  [[nodiscard]] std::string path(const char* file) const {
    return source_.settings_.proc_root + file;
  }

  [[nodiscard]] model::failure unreadable(int error) const {
    const auto file = path("/stat");
    if (error == 0)
      return {model::failure_code::malformed, file + " does not hold what the kernel writes there"};
    return {model::failure_code::refused, file + " cannot be read: " + std::strerror(error)};
  }

  /// Counts a reading. Returns true if the expensive values are due in it.
  bool take_turn(std::chrono::nanoseconds clock) {
    const bool is_due = readings_left_ == 0 || clock >= due_at_;
    if (is_due) {
      readings_left_ = seldom;
      due_at_ = clock + longest_wait;
    }
    --readings_left_;
    return is_due;
  }

  void read_machine(model::counters& counters, std::string_view stat) {
    std::uint32_t cores = 0;
    std::string_view line;
    while (next_line(stat, line)) {
      cores += is_line_of_core(line) ? 1 : 0;
      if (const auto booted_at = parse_boot_time(line))
        source_.take_boot_time(*booted_at);
    }
    model::resource_limits limits;
    limits.cgroup_path = model::host_id;
    if (cores > 0)
      limits.cores = cores;
    if (!counters.limits || *counters.limits != limits)
      counters.limits = std::make_shared<const model::resource_limits>(std::move(limits));
  }

  void read_memory(model::counters& counters) {
    const auto memory = parse_host_memory(memory_.read().text);
    counters.memory_usage_bytes = memory.used;
    counters.memory_limit_bytes = memory.total;
    counters.memory_available_bytes = memory.available;
    counters.memory_cache_bytes = memory.cache;
    counters.memory_inactive_file_bytes = memory.inactive_file;
    counters.memory_rss_bytes = memory.anonymous;
    counters.memory_swap_bytes = memory.swap_used;
  }

  void read_devices(model::counters& counters, std::chrono::nanoseconds clock) {
    std::vector<model::device_counters> devices;
    std::string disk; // the last whole disk: its partitions follow it
    block_sums bytes;
    block_sums operations;
    const auto error = disks_.read_lines([&](std::string_view line) {
      const auto read = parse_disk(line);
      if (!read || is_made_of_others(read->name) || is_partition_of(read->name, disk))
        return;
      disk = read->name;
      const auto& each = read->counters;
      if (each.bytes == block_sums{} && each.operations == block_sums{})
        return;
      bytes.read += each.bytes.read;
      bytes.write += each.bytes.write;
      operations.read += each.operations.read;
      operations.write += each.operations.write;
      if (devices.size() >= max_listed)
        return;
      devices.push_back(
          {disk, each.bytes.read, each.bytes.write, each.operations.read, each.operations.write});
    });
    if (error != 0)
      return;
    counters.block_clock = clock;
    counters.block_read_bytes = bytes.read;
    counters.block_write_bytes = bytes.write;
    counters.block_read_operations = operations.read;
    counters.block_write_operations = operations.write;
    if (!counters.devices || *counters.devices != devices)
      counters.devices =
          std::make_shared<const std::vector<model::device_counters>>(std::move(devices));
  }

  void read_network(model::counters& counters, std::chrono::nanoseconds clock) {
    std::vector<model::interface_counters> interfaces;
    std::size_t lines = 0;
    const auto error = network_.read_lines([&](std::string_view line) {
      ++lines;
      model::interface_counters each;
      if (interfaces.size() >= max_listed)
        return;
      if (parse_interface(line, each) && !each.name.starts_with("veth"))
        interfaces.push_back(std::move(each));
    });
    if (error != 0)
      return;
    mark_repeats(interfaces);
    has_many_interfaces_ = lines > many_interfaces;
    counters.network_clock = clock;
    if (interfaces.empty())
      counters.interfaces = nullptr;
    else if (!counters.interfaces || *counters.interfaces != interfaces)
      counters.interfaces =
          std::make_shared<const std::vector<model::interface_counters>>(std::move(interfaces));
  }

  void read_routes() {
    routed_.clear();
    add_default_routes(
        read_kernel_file(path("/1/net/route").c_str(), kernel_file_kind::in_pages).text, routed_);
    add_default_routes_v6(
        read_kernel_file(path("/1/net/ipv6_route").c_str(), kernel_file_kind::in_pages).text,
        routed_);
    drop_carried(routed_);
  }

  /// Marks the interfaces that repeat the traffic of the default routes' interfaces.
  void mark_repeats(std::vector<model::interface_counters>& interfaces) const {
    const auto is_routed = [this](const auto& each) {
      return std::ranges::find(routed_, each.name) != routed_.end();
    };
    const bool has_routes = std::ranges::any_of(interfaces, is_routed);
    for (auto& each : interfaces)
      each.repeats = has_routes ? !is_routed(each) : is_on_others(each.name);
  }

  host_source& source_;
  kept_file stat_;
  kept_file memory_;
  kept_file tasks_;
  kept_file disks_;
  kept_file network_;
  kept_file cpu_pressure_;
  kept_file memory_pressure_;
  kept_file block_pressure_;
  std::vector<std::string> routed_;   ///< interfaces of the default routes
  unsigned readings_left_ = 0;        ///< until the expensive values are due
  std::chrono::nanoseconds due_at_{}; ///< they are due then, however few the readings
  bool has_many_interfaces_ = false;
};

std::shared_ptr<host_source> host_source::make(host_settings settings) {
  if (!settings.steady_clock) {
    settings.steady_clock = [] {
      return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch());
    };
  }
  if (!settings.wall_clock)
    settings.wall_clock = [] { return model::engine_time(std::chrono::system_clock::now()); };
  std::optional<model::engine_time> booted_at;
  read_kernel_lines((settings.proc_root + "/stat").c_str(), [&](std::string_view line) {
    if (const auto boot = parse_boot_time(line))
      booted_at = boot;
  });
  if (!booted_at)
    return nullptr;
  return std::shared_ptr<host_source>(new host_source(std::move(settings), *booted_at));
}

host_source::host_source(host_settings settings, model::engine_time booted_at)
    : settings_(std::move(settings)), has_network_(has_process_of_host(settings_)) {
  take_boot_time(booted_at);
}

model::container_ptr host_source::host() const {
  const std::lock_guard guard{mutex_};
  return host_;
}

void host_source::take_boot_time(model::engine_time booted_at) {
  const std::lock_guard guard{mutex_};
  if (host_ && host_->started_at == booted_at)
    return;
  model::container host;
  host.id = host.name = model::host_id;
  host.status = model::container_status::running;
  host.started_at = booted_at;
  host_ = std::make_shared<const model::container>(std::move(host));
}

std::unique_ptr<sample_reader> host_source::open(const model::container&) {
  return std::make_unique<reader>(*this);
}

} // namespace docker_monitor::engine
