#include "engine/cgroup_reader.hpp"

#include "engine/cgroup_source.hpp"
#include "engine/cgroup_text.hpp"

#include <cerrno>
#include <functional>

#include <unistd.h>

namespace docker_monitor::engine {

namespace {

using file = cgroup_file;
using optional_number = std::optional<std::uint64_t>;

/// CPU time after which a container may hold other memory than before.
constexpr std::uint64_t worth_a_look_ns = 1'000'000;
/// A tick of USER_HZ, in which the kernel tells user and system time of v1: less shows no change.
constexpr std::uint64_t worth_a_tick_ns = 10'000'000;
/// CPU time in which a container may have talked or written something.
constexpr std::uint64_t worth_a_glance_ns = 500'000;
/// A change of memory usage that its details are read for.
constexpr std::uint64_t worth_a_look_bytes = 256UL * 1024;
/// Readings between two looks at a container that does nothing; the rarest comes with the others.
constexpr unsigned kernel_beat = 5; ///< I/O and packets the kernel handles without the container
constexpr unsigned idle_beat = 10;
constexpr unsigned limits_beat = 60;

template <class T, class Value>
bool assign(T& target, Value&& value) {
  if (target == value)
    return false;
  target = std::forward<Value>(value);
  return true;
}

std::uint64_t distance(std::uint64_t a, std::uint64_t b) {
  return a < b ? b - a : a - b;
}

} // namespace

struct cgroup_reader::due_groups {
  bool all = false;
  bool moved = false;  ///< CPU time was used since the reading before
  bool worked = false; ///< enough of it since the last look at what it may have been used for
  bool kernel = false;
  bool idle = false;
  bool limits = false;
};

cgroup_reader::cgroup_reader(cgroup_source& source, const model::container& container)
    : source_(source),
      files_(source.locator_, *source.settings_.descriptors, {container.id, 0, ""}),
      beat_(static_cast<std::uint16_t>(std::hash<std::string>{}(container.id) % limits_beat)) {
  update(container);
}

void cgroup_reader::update(const model::container& container) {
  if (container.started_at && container.started_at != started_at_) {
    files_.let_go(); // another generation has other files, though their paths are the same
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
      files_.let_go();
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
  const auto memory = parse_number(text.text);
  if (!memory) {
    result.error = text.error != 0 ? text.error : EBADMSG;
    result.failed = file::memory_usage;
    return result;
  }
  result.memory = *memory;
  return result;
}

reading_state cgroup_reader::read_rest(
    model::counters& counters, const basic_values& basics, const cpu_statistics& cpu) {
  const bool first = counters.source != model::source_kind::cgroup || !counters.cpu_total_ns;
  if (first) {
    counters = {};
    counters.source = model::source_kind::cgroup;
  }
  ++beat_;
  due_groups due;
  due.all = first || all_due_;
  due.moved = due.all || basics.cpu_ns != counters.cpu_total_ns;
  due.worked = due.all || distance(basics.cpu_ns, cpu_at_glance_) > worth_a_glance_ns;
  due.kernel = due.all || beat_ % kernel_beat == 0;
  due.idle = due.all || beat_ % idle_beat == 0;
  due.limits = due.all || limits_due_ || beat_ % limits_beat == 0;
  if (beat_ == limits_beat)
    beat_ = 0;
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
    changed |= read_limits(counters);
  changed |= read_cpu(counters, due);
  changed |= read_memory(counters, basics, due);
  if (due.worked || due.kernel) {
    cpu_at_glance_ = basics.cpu_ns;
    if (const auto text = files_.read(file::pids); !tells_nothing(text.error))
      changed |= assign(counters.pids, parse_number(text.text));
    changed |= read_network(counters, basics.clock);
    changed |= read_block(counters, basics.clock, due);
  }
  return changed ? reading_state::changed : reading_state::unchanged;
}

bool cgroup_reader::read_limits(model::counters& counters) {
  bool changed = false;
  limits_due_ = false;
  auto text = files_.read_once(cgroup_controller::memory, "memory.limit_in_bytes", "memory.max");
  if (tells_nothing(text.error)) {
    limits_due_ = true;
    return false;
  }
  const auto host = source_.host_memory_bytes();
  auto limit = parse_number(text.text);
  if (text.error == 0 && host != 0 && (!limit || *limit > host))
    limit = host; // unlimited: v2 says `max`, v1 a number beyond all memory
  changed |= assign(counters.memory_limit_bytes, limit);
  text = files_.read_once(cgroup_controller::pids, "pids.max", "pids.max");
  changed |= assign(counters.pids_limit, parse_number(text.text));
  if (files_.is_v1(cgroup_controller::cpu)) {
    text = files_.read_once(cgroup_controller::cpu, "cpu.cfs_quota_us", nullptr);
    has_quota_ = parse_number(text.text).has_value(); // none is -1
  }
  return changed;
}

bool cgroup_reader::read_cpu(model::counters& counters, const due_groups& due) {
  bool changed = false;
  const auto now = *counters.cpu_total_ns;
  if (files_.is_v1(cgroup_controller::cpuacct)
      && (due.idle || distance(now, cpu_at_split_) >= worth_a_tick_ns)) {
    static const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    if (const auto text = files_.read(file::cpu_split); !tells_nothing(text.error)) {
      const auto split = parse_cpuacct_stat(text.text, ticks);
      changed |= assign(counters.cpu_user_ns, split.user_ns);
      changed |= assign(counters.cpu_system_ns, split.system_ns);
      cpu_at_split_ = now;
    }
  }
  // Without a quota nothing is throttled.
  if (files_.is_v1(cgroup_controller::cpu)
      && (due.limits || (has_quota_ && (due.moved || due.idle)))) {
    if (const auto text = files_.read(file::throttling); !tells_nothing(text.error)) {
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
  const auto limit = counters.memory_limit_bytes;
  const bool near_limit = limit && basics.memory >= *limit - *limit / 20;
  const bool memory_moved = distance(basics.memory, memory_at_details_) > worth_a_look_bytes;
  const bool worked = distance(basics.cpu_ns, cpu_at_details_) > worth_a_look_ns;
  if (!due.idle && !near_limit && !memory_moved && !worked && !due.limits)
    return false;
  cpu_at_details_ = basics.cpu_ns;
  memory_at_details_ = basics.memory;
  source_.memory_details_.fetch_add(1, std::memory_order_relaxed);
  const auto text = files_.read(file::memory_details);
  if (tells_nothing(text.error))
    return false;
  const bool v1 = files_.is_v1(cgroup_controller::memory);
  const auto details = v1 ? parse_memory_stat_v1(text.text) : parse_memory_stat_v2(text.text);
  bool changed = assign(counters.memory_clock, basics.clock);
  changed |= assign(counters.memory_rss_bytes, details.rss);
  changed |= assign(counters.memory_cache_bytes, details.cache);
  changed |= assign(counters.memory_inactive_file_bytes, details.inactive_file);
  if (v1)
    changed |= assign(counters.memory_swap_bytes, details.swap);
  else if (const auto swap = files_.read(file::swap); !tells_nothing(swap.error))
    changed |= assign(counters.memory_swap_bytes, parse_number(swap.text));
  // The OOM killer comes where the limit is near, and leaves less memory in use behind it.
  if (due.idle || near_limit || was_near_limit_) {
    if (const auto oom = files_.read(file::oom_kills); !tells_nothing(oom.error))
      changed |= assign(counters.memory_oom_kills, parse_oom_kills(oom.text));
  }
  was_near_limit_ = near_limit;
  if (due.idle)
    changed |= read_pressure(counters.memory_pressure, file::memory_pressure);
  return changed;
}

bool cgroup_reader::read_network(model::counters& counters, std::chrono::nanoseconds clock) {
  const auto text = own_network_ ? files_.read(file::network) : kernel_text{{}, ENOENT};
  if (tells_nothing(text.error))
    return false;
  if (text.error != 0)
    return assign(counters.interfaces, nullptr);
  bool changed = assign(counters.interfaces, parse_net_dev(text.text, counters.interfaces));
  changed |= assign(counters.network_clock, clock);
  return changed;
}

bool cgroup_reader::read_block(
    model::counters& counters, std::chrono::nanoseconds clock, const due_groups& due) {
  const auto text = files_.read(file::block_bytes);
  if (tells_nothing(text.error))
    return false;
  std::optional<block_sums> bytes;
  std::optional<block_sums> operations;
  if (files_.is_v1(cgroup_controller::block)) {
    bytes = parse_blkio(text.text);
    const bool same = bytes && bytes->read == counters.block_read_bytes
                      && bytes->write == counters.block_write_bytes;
    if (same && counters.block_read_operations)
      operations = {*counters.block_read_operations, *counters.block_write_operations};
    else if (bytes)
      operations = parse_blkio(files_.read(file::block_operations).text);
  } else if (text.error == 0) {
    const auto both = parse_io_stat(text.text);
    bytes = both.bytes;
    operations = both.operations;
  }
  const auto number = [](const auto& sums, auto member) {
    return sums ? optional_number{*sums.*member} : std::nullopt;
  };
  bool changed = assign(counters.block_clock, bytes ? clock : counters.block_clock);
  changed |= assign(counters.block_read_bytes, number(bytes, &block_sums::read));
  changed |= assign(counters.block_write_bytes, number(bytes, &block_sums::write));
  changed |= assign(counters.block_read_operations, number(operations, &block_sums::read));
  changed |= assign(counters.block_write_operations, number(operations, &block_sums::write));
  if (due.idle)
    changed |= read_pressure(counters.block_pressure, file::block_pressure);
  return changed;
}

bool cgroup_reader::read_pressure(std::optional<model::pressure>& pressure, file which) {
  const auto text = files_.read(which);
  return !tells_nothing(text.error) && assign(pressure, parse_pressure(text.text));
}

} // namespace docker_monitor::engine
