#include "engine/cgroup/cgroup_reader.hpp"

#include "engine/cgroup/assign.hpp"
#include "engine/cgroup/block_text.hpp"
#include "engine/cgroup/cgroup_source.hpp"
#include "engine/cgroup/cgroup_text.hpp"
#include "model/metric/metric_values.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <functional>

#include <unistd.h>

namespace docker_monitor::engine {

namespace {

using file = cgroup_file;
using optional_number = std::optional<std::uint64_t>;

/// CPU time after which a container's memory may have changed, at first.
constexpr std::uint32_t details_cpu_ns = 1'000'000;
/// A tick of USER_HZ, the kernel's unit of user and system time on v1. Less shows no change.
constexpr std::uint64_t split_cpu_ns = 10'000'000;
/// CPU time in which a container may have done I/O, at first.
constexpr std::uint32_t activity_ns = 500'000;
/// A change of memory usage after which its details are read.
constexpr std::uint64_t details_change_bytes = 256UL * 1024;
/// Numbers of readings between two checks of an idle container, where these are a second apart or
/// less; else numbers of seconds. Each is a multiple of those before.
constexpr unsigned kernel_interval = 5; ///< I/O and packets that need no CPU of the container
constexpr unsigned idle_interval = 10;
constexpr unsigned slow_interval = 30; ///< values that change slowly, of active containers
constexpr unsigned limits_interval = 60;
constexpr unsigned settings_interval = 240; ///< limits that hardly ever change
/// A longer list of processes is not read each time their number changes.
constexpr std::uint64_t many_tasks = 1000;

/// Returns the devices with any I/O, with their names.
model::devices_ptr named(const block_devices& devices, device_names& names) {
  static const auto none = std::make_shared<const std::vector<model::device_counters>>();
  std::vector<model::device_counters> result;
  for (const auto& [major, minor, bytes, operations] : devices) {
    if (bytes == block_sums{} && operations == block_sums{})
      continue;
    result.push_back(
        {names.name_of(major, minor), bytes.read, bytes.write, operations.read, operations.write});
  }
  if (result.empty())
    return none;
  result.shrink_to_fit(); // stored until a value changes
  return std::make_shared<const std::vector<model::device_counters>>(std::move(result));
}

std::uint64_t distance(std::uint64_t a, std::uint64_t b) {
  return a < b ? b - a : a - b;
}

/// Returns for how many readings of a second one counts that comes so long after the previous one:
/// at least one, and not more than make everything due.
unsigned ticks_of(std::chrono::nanoseconds elapsed) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(elapsed).count();
  return static_cast<unsigned>(std::clamp<std::int64_t>(seconds, 1, settings_interval));
}

} // namespace

cgroup_reader::cgroup_reader(cgroup_source& source, const model::container& container)
    : source_(source),
      files_(source.locator_, *source.settings_.descriptors, {container.id, 0, ""}),
      details_threshold_(details_cpu_ns), activity_threshold_(activity_ns),
      tick_(
          static_cast<std::uint16_t>(std::hash<std::string>{}(container.id) % settings_interval)) {
  update(container);
}

void cgroup_reader::update(const model::container& container) {
  if (container.started_at && container.started_at != started_at_) {
    files_.release(); // another run has other files, even at the same paths
    started_at_ = container.started_at;
  }
  files_.update(container.pid.value_or(files_.subject().pid), container.cgroup_parent);
  own_network_ = container.network_mode != "host";
  limits_due_ = true;
}

model::expected<reading_state>
cgroup_reader::read(model::counters& counters, const handler<model::counters>&) {
  for (bool is_new = false;;) {
    if (!files_.is_found()) {
      if (auto failure = files_.find(source_.settings_.steady_clock()))
        return *failure;
      is_new = true;
      all_due_ = true;
    }
    cpu_statistics cpu;
    const auto basics = read_basics(cpu);
    if (basics.error == 0) {
      const auto state = read_rest(counters, basics, cpu);
      source_.readings_.fetch_add(1, std::memory_order_relaxed);
      source_.files_read_.fetch_add(files_.take_count(), std::memory_order_relaxed);
      return state;
    }
    if (is_gone(basics.error))
      files_.release();
    if (is_new || !is_gone(basics.error))
      return files_.unreadable(basics.failed, basics.error);
  }
}

cgroup_reader::basic_values cgroup_reader::read_basics(cpu_statistics& cpu) {
  basic_values result;
  result.clock = source_.settings_.steady_clock();
  auto text = files_.read(file::cpu_time);
  optional_number time;
  if (text.error == 0) {
    if (files_.is_v1(cgroup_controller::cpuacct)) {
      time = parse_number(text.text);
    } else {
      cpu = parse_cpu_stat(text.text);
      time = cpu.total_ns;
    }
  }
  if (!time) {
    result.error = text.error != 0 ? text.error : EBADMSG;
    return result;
  }
  result.cpu_ns = *time;
  text = files_.read(file::memory_usage);
  if (text.error == ENOENT) // the group exists, so the controller is missing
    return result;
  result.memory = parse_number(text.text);
  if (!result.memory) {
    result.error = text.error != 0 ? text.error : EBADMSG;
    result.failed = file::memory_usage;
  }
  return result;
}

reading_state cgroup_reader::read_rest(
    model::counters& counters, const basic_values& basics, const cpu_statistics& cpu) {
  const bool first = counters.source != model::source_kind::cgroup || !counters.cpu_total_ns;
  if (first) {
    counters = {};
    counters.source = model::source_kind::cgroup;
  }
  const unsigned tick = tick_ + (first ? 1 : ticks_of(basics.clock - counters.clock));
  const auto is_time = [&](unsigned interval) { return tick / interval != tick_ / interval; };
  source_.machine_.refresh(basics.clock);
  limits_due_ = limits_due_ || machine_version_ != source_.machine_.version();
  due_groups due;
  due.all = first || all_due_;
  due.moved = due.all || basics.cpu_ns != counters.cpu_total_ns;
  due.worked =
      due.all || activity_threshold_.is_passed(distance(basics.cpu_ns, cpu_at_activity_check_));
  due.kernel = due.all || is_time(kernel_interval);
  due.idle = due.all || is_time(idle_interval);
  due.limits = due.all || limits_due_ || is_time(limits_interval);
  due.settings = due.all || limits_due_ || is_time(settings_interval);
  const auto worked = distance(basics.cpu_ns, cpu_at_slow_check_);
  due.slow = due.all || (is_time(slow_interval) && worked > details_cpu_ns);
  tick_ = static_cast<std::uint16_t>(tick % settings_interval);
  all_due_ = false;
  counters.read_at = source_.settings_.wall_clock();
  counters.clock = basics.clock;

  bool changed = first;
  changed |= assign(counters.cpu_total_ns, basics.cpu_ns);
  changed |= assign(counters.memory_usage_bytes, basics.memory);
  if (!files_.is_v1(cgroup_controller::cpuacct)) {
    changed |= assign(counters.cpu_user_ns, cpu.user_ns);
    changed |= assign(counters.cpu_system_ns, cpu.system_ns);
    changed |= assign(counters.cpu_periods, cpu.periods);
    changed |= assign(counters.cpu_throttled_periods, cpu.throttled_periods);
    changed |= assign(counters.cpu_throttled_ns, cpu.throttled_ns);
  }
  if (due.limits)
    changed |= read_limits(counters, due);
  changed |= read_cpu(counters, due);
  changed |= read_memory(counters, basics, due);
  const auto tasks = counters.pids;
  if (due.worked || due.kernel)
    changed |= read_activity(counters, basics, due);
  changed |= read_slow_changes(counters, due, counters.pids != tasks);
  return changed ? reading_state::changed : reading_state::unchanged;
}

bool cgroup_reader::read_activity(
    model::counters& counters, const basic_values& basics, const due_groups& due) {
  const auto* interfaces = counters.interfaces.get();
  const auto read_bytes = counters.block_read_bytes;
  const auto write_bytes = counters.block_write_bytes;
  cpu_at_activity_check_ = basics.cpu_ns;
  bool active = false;
  if (const auto text = files_.read(file::pids); !is_temporary_error(text.error))
    active = assign(counters.pids, parse_number(text.text));
  bool changed = active;
  changed |= read_network(counters, basics.clock);
  changed |= read_block(counters, basics.clock, due);
  active |= counters.interfaces.get() != interfaces || counters.block_read_bytes != read_bytes
            || counters.block_write_bytes != write_bytes;
  if (active || due.worked)
    activity_threshold_.learn(active);
  return changed;
}

bool cgroup_reader::read_cpu(model::counters& counters, const due_groups& due) {
  bool changed = false;
  const auto now = *counters.cpu_total_ns;
  if (files_.is_v1(cgroup_controller::cpuacct)
      && (due.idle || distance(now, cpu_at_split_) >= split_cpu_ns)) {
    static const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    if (const auto text = files_.read(file::cpu_split); !is_temporary_error(text.error)) {
      const auto split = parse_cpuacct_stat(text.text, ticks);
      changed |= assign(counters.cpu_user_ns, split.user_ns);
      changed |= assign(counters.cpu_system_ns, split.system_ns);
      cpu_at_split_ = now;
    }
  }
  // Throttling occurs only with a quota.
  if (files_.is_v1(cgroup_controller::cpu)
      && (due.limits || (has_quota_ && (due.moved || due.idle)))) {
    if (const auto text = files_.read(file::throttling); !is_temporary_error(text.error)) {
      const auto cpu = parse_cpu_stat(text.text);
      changed |= assign(counters.cpu_periods, cpu.periods);
      changed |= assign(counters.cpu_throttled_periods, cpu.throttled_periods);
      changed |= assign(counters.cpu_throttled_ns, cpu.throttled_ns);
    }
  }
  if (due.idle)
    changed |= read_pressure(counters.cpu_pressure, file::cpu_pressure);
  return changed;
}

bool cgroup_reader::read_memory(
    model::counters& counters, const basic_values& basics, const due_groups& due) {
  if (!basics.memory)
    return forget_memory(counters);
  const auto limit = counters.memory_limit_bytes;
  const bool near_limit = limit && *basics.memory >= *limit - *limit / 20;
  const bool memory_moved = distance(*basics.memory, memory_at_details_) > details_change_bytes;
  const bool worked = details_threshold_.is_passed(distance(basics.cpu_ns, cpu_at_details_));
  if (!due.idle && !near_limit && !memory_moved && !worked && !due.limits)
    return false;
  cpu_at_details_ = basics.cpu_ns;
  memory_at_details_ = *basics.memory;
  source_.memory_details_.fetch_add(1, std::memory_order_relaxed);
  const auto text = files_.read(file::memory_details);
  if (is_temporary_error(text.error))
    return false;
  const bool v1 = files_.is_v1(cgroup_controller::memory);
  const auto details = v1 ? parse_memory_stat_v1(text.text) : parse_memory_stat_v2(text.text);
  bool moved = assign(counters.memory_rss_bytes, details.rss);
  moved |= assign(counters.memory_cache_bytes, details.cache);
  moved |= assign(counters.memory_inactive_file_bytes, details.inactive_file);
  if (v1)
    moved |= assign(counters.memory_swap_bytes, details.swap);
  else if (const auto swap = files_.read(file::swap); !is_temporary_error(swap.error))
    moved |= assign(counters.memory_swap_bytes, parse_number(swap.text));
  if (moved || worked)
    details_threshold_.learn(moved);
  bool changed = assign(counters.memory_clock, basics.clock) || moved;
  // The OOM killer runs near the limit and leaves less memory in use.
  if (due.idle || near_limit || was_near_limit_)
    changed |= read_memory_events(counters, due);
  was_near_limit_ = near_limit;
  if (due.idle)
    changed |= read_pressure(counters.memory_pressure, file::memory_pressure);
  return changed;
}

/// Clears the memory metrics: the controller may have been removed from the group while it runs.
bool cgroup_reader::forget_memory(model::counters& counters) {
  bool changed = assign(counters.memory_limit_bytes, std::nullopt);
  changed |= assign(counters.memory_max_bytes, std::nullopt);
  model::for_each_metric([&]<std::size_t I>() {
    if constexpr (model::metric_table[I].memory_detail && model::is_from<model::read_count>(I))
      changed |= assign(counters.*model::metric_source_of<I, model::read_count>, std::nullopt);
  });
  changed |= assign(counters.memory_pressure, std::nullopt);
  return changed;
}

bool cgroup_reader::read_memory_events(model::counters& counters, const due_groups& due) {
  bool changed = false;
  const bool v1 = files_.is_v1(cgroup_controller::memory);
  if (const auto text = files_.read(file::memory_events); !is_temporary_error(text.error)) {
    const auto events = parse_memory_events(text.text);
    changed |= assign(counters.memory_oom_kills, events.oom_kills);
    changed |= assign(counters.memory_high_events, events.high);
    changed |= assign(counters.memory_max_events, events.limit_hits);
    if (!v1)
      changed |= assign(counters.memory_failures, events.limit_hits);
  }
  // No limit is hit without a limit; one reading gets the count from earlier.
  const bool is_limited = counters.limits && counters.limits->memory_bytes;
  if (v1 && (is_limited || due.all)) {
    const auto text = is_limited
                          ? files_.read(file::limit_hits)
                          : files_.read_once(cgroup_controller::memory, "memory.failcnt", nullptr);
    if (!is_temporary_error(text.error))
      changed |= assign(counters.memory_failures, parse_number(text.text));
  }
  return changed;
}

bool cgroup_reader::read_slow_changes(
    model::counters& counters, const due_groups& due, bool other_tasks) {
  bool changed = false;
  if (due.slow) {
    cpu_at_slow_check_ = *counters.cpu_total_ns;
    const auto text =
        files_.read_once(cgroup_controller::memory, "memory.max_usage_in_bytes", "memory.peak");
    if (!is_temporary_error(text.error))
      changed |= assign(counters.memory_max_bytes, parse_number(text.text));
  }
  // A usage seen since then raises the maximum.
  if (counters.memory_max_bytes && counters.memory_usage_bytes > counters.memory_max_bytes)
    changed |= assign(counters.memory_max_bytes, counters.memory_usage_bytes);
  const bool few = counters.pids && *counters.pids <= many_tasks;
  if (!due.slow && !(other_tasks && few))
    return changed;
  if (counters.pids == 1U)
    return assign(counters.processes, 1U) || changed;
  auto processes = files_.count_processes();
  // Processes in groups that the container created below its own are not in the list.
  if (processes == 0U && counters.pids != 0U)
    processes.reset();
  return assign(counters.processes, processes) || changed;
}

bool cgroup_reader::read_network(model::counters& counters, std::chrono::nanoseconds clock) {
  const auto text = own_network_ ? files_.read(file::network) : kernel_text{{}, ENOENT};
  if (is_temporary_error(text.error))
    return false;
  if (text.error != 0 || text.is_cut) // sums of a part would be wrong
    return assign(counters.interfaces, nullptr);
  bool changed = assign(counters.interfaces, parse_net_dev(text.text, counters.interfaces));
  changed |= assign(counters.network_clock, clock);
  return changed;
}

bool cgroup_reader::read_block(
    model::counters& counters, std::chrono::nanoseconds clock, const due_groups& due) {
  const auto text = files_.read(file::block_bytes);
  if (is_temporary_error(text.error))
    return false;
  thread_local block_devices devices; // reused, to avoid an allocation per reading
  devices.clear();
  std::optional<block_sums> bytes;
  std::optional<block_sums> operations;
  const auto total = [this](block_sums block_device::*what) {
    return sum(devices, what, [this](const block_device& each) {
      return source_.device_names_.is_layer(each.major, each.minor);
    });
  };
  if (files_.is_v1(cgroup_controller::block)) {
    if (!text.is_cut && parse_blkio(text.text, devices, &block_device::bytes))
      bytes = total(&block_device::bytes);
    const bool same = bytes && bytes->read == counters.block_read_bytes
                      && bytes->write == counters.block_write_bytes;
    if (same && counters.block_read_operations) {
      operations = {*counters.block_read_operations, *counters.block_write_operations};
    } else if (bytes) {
      const auto counts = files_.read(file::block_operations);
      if (!counts.is_cut && parse_blkio(counts.text, devices, &block_device::operations))
        operations = total(&block_device::operations);
    }
  } else if (text.error == 0 && !text.is_cut) {
    if (!parse_io_stat(text.text, devices))
      return false; // the values read before stay valid
    bytes = total(&block_device::bytes);
    operations = total(&block_device::operations);
  }
  const auto number = [](const auto& sums, auto member) {
    return sums ? optional_number{*sums.*member} : std::nullopt;
  };
  bool changed = assign(counters.block_clock, bytes ? clock : counters.block_clock);
  bool others = assign(counters.block_read_bytes, number(bytes, &block_sums::read));
  others |= assign(counters.block_write_bytes, number(bytes, &block_sums::write));
  others |= assign(counters.block_read_operations, number(operations, &block_sums::read));
  others |= assign(counters.block_write_operations, number(operations, &block_sums::write));
  if (others) // otherwise no device had I/O, as its counters never decrease
    counters.devices = bytes && operations ? named(devices, source_.device_names_) : nullptr;
  changed |= others;
  if (due.idle)
    changed |= read_pressure(counters.block_pressure, file::block_pressure);
  return changed;
}

bool cgroup_reader::read_pressure(std::optional<model::pressure>& pressure, file which) {
  const auto text = files_.read(which);
  return !is_temporary_error(text.error) && assign(pressure, parse_pressure(text.text));
}

} // namespace docker_monitor::engine
