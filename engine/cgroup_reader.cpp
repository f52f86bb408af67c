#include "engine/cgroup_reader.hpp"

#include "engine/cgroup_source.hpp"
#include "engine/cgroup_text.hpp"

#include <cerrno>
#include <cstring>
#include <functional>

#include <unistd.h>

namespace docker_monitor::engine {

namespace {

using file = cgroup_reader::file;
using optional_number = std::optional<std::uint64_t>;

/// CPU time after which a container may hold other memory than before.
constexpr std::uint64_t worth_a_look_ns = 1'000'000;
/// A change of memory usage that its details are read for.
constexpr std::uint64_t worth_a_look_bytes = 256UL * 1024;
/// Readings between two looks at a container that does nothing; the rarest comes with the others.
constexpr unsigned kernel_beat = 5; ///< I/O and packets the kernel handles without the container
constexpr unsigned idle_beat = 10;
constexpr unsigned limits_beat = 60;
/// How often a tree is searched for one container.
constexpr std::chrono::seconds between_searches{10};

struct file_facts {
  cgroup_controller controller;
  const char* v1; ///< null where this version has none
  const char* v2;
  descriptor_tier tier;
};

constexpr std::array<file_facts, cgroup_reader::files> facts_of_files{{
    {cgroup_controller::cpuacct, "cpuacct.usage", "cpu.stat", descriptor_tier::always},
    {cgroup_controller::memory, "memory.usage_in_bytes", "memory.current", descriptor_tier::always},
    {cgroup_controller::memory, "memory.stat", "memory.stat", descriptor_tier::often},
    {cgroup_controller::cpuacct, "cpuacct.stat", nullptr, descriptor_tier::often},
    {cgroup_controller::pids, "pids.current", "pids.current", descriptor_tier::often},
    {cgroup_controller::block, "blkio.throttle.io_service_bytes_recursive", "io.stat",
     descriptor_tier::often},
    {cgroup_controller::block, "blkio.throttle.io_serviced_recursive", nullptr,
     descriptor_tier::often},
    {cgroup_controller::cpu, nullptr, nullptr, descriptor_tier::often}, // network: not a group's
    {cgroup_controller::memory, nullptr, "memory.swap.current", descriptor_tier::often},
    {cgroup_controller::memory, "memory.oom_control", "memory.events", descriptor_tier::seldom},
    {cgroup_controller::cpu, "cpu.stat", nullptr, descriptor_tier::seldom},
    {cgroup_controller::pressure, nullptr, "cpu.pressure", descriptor_tier::seldom},
    {cgroup_controller::pressure, nullptr, "memory.pressure", descriptor_tier::seldom},
    {cgroup_controller::pressure, nullptr, "io.pressure", descriptor_tier::seldom},
}};

const file_facts& facts_of(file which) {
  return facts_of_files[static_cast<std::size_t>(which)];
}

/// True where the group itself is gone, or was never there.
bool is_gone(int error) {
  return error == ENOENT || error == ENODEV;
}

bool is_out_of_descriptors(int error) {
  return error == EMFILE || error == ENFILE;
}

/// An error that says nothing about the file: what was read of it before still stands. A group that
/// is gone is seen by the next reading.
bool tells_nothing(int error) {
  return error == ENODEV || is_out_of_descriptors(error);
}

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
  bool moved = false; ///< CPU time was used since the reading before
  bool kernel = false;
  bool idle = false;
  bool limits = false;
};

cgroup_reader::cgroup_reader(cgroup_source& source, const model::container& container)
    : source_(source),
      beat_(static_cast<std::uint16_t>(std::hash<std::string>{}(container.id) % limits_beat)) {
  source_.settings_.descriptors->join();
  subject_.id = container.id;
  update(container);
}

cgroup_reader::~cgroup_reader() {
  let_go();
  source_.settings_.descriptors->leave();
}

void cgroup_reader::update(const model::container& container) {
  const auto pid = container.pid.value_or(subject_.pid);
  const auto started_at = container.started_at ? container.started_at : started_at_;
  if (pid != subject_.pid || started_at != started_at_
      || container.cgroup_parent != subject_.parent)
    let_go();
  subject_.pid = pid;
  subject_.parent = container.cgroup_parent;
  started_at_ = started_at;
  own_network_ = container.network_mode != "host";
  limits_due_ = true;
}

model::expected<reading_state>
cgroup_reader::read(model::counters& counters, const handler<model::counters>&) {
  files_read_ = 0;
  for (bool is_new = false;;) {
    if (!place_) {
      if (auto failure = resolve())
        return *failure;
      is_new = true;
    }
    cpu_statistics cpu;
    const auto basics = read_basics(cpu);
    if (basics.error == 0) {
      const auto state = read_rest(counters, basics, cpu);
      source_.readings_.fetch_add(1, std::memory_order_relaxed);
      source_.files_read_.fetch_add(files_read_, std::memory_order_relaxed);
      return state;
    }
    if (is_gone(basics.error))
      let_go();
    if (is_new || !is_gone(basics.error))
      return unreadable(basics.failed, basics.error);
  }
}

std::optional<model::failure> cgroup_reader::resolve() {
  const auto now = source_.settings_.steady_clock();
  const bool may_search = next_search_.count() == 0 || now >= next_search_;
  auto place = source_.locator_.find(subject_, may_search);
  if (!place) {
    if (may_search)
      next_search_ = now + between_searches;
    return place.error();
  }
  place_.emplace(std::move(*place));
  return std::nullopt;
}

void cgroup_reader::let_go() {
  for (std::size_t i = 0; i < files; ++i)
    files_[i].close(*source_.settings_.descriptors, facts_of_files[i].tier);
  place_.reset();
  is_process_known_ = false;
  limits_due_ = true;
  all_due_ = true;
}

cgroup_reader::basic_values cgroup_reader::read_basics(cpu_statistics& cpu) {
  basic_values result;
  result.clock = source_.settings_.steady_clock();
  auto text = read(file::cpu_time);
  optional_number time;
  if (text.error == 0) {
    if (is_v1(cgroup_controller::cpuacct)) {
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
  text = read(file::memory_usage);
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
  if (!is_v1(cgroup_controller::cpuacct)) {
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
  if (due.moved || due.idle) {
    if (const auto text = read(file::pids); !tells_nothing(text.error))
      changed |= assign(counters.pids, parse_number(text.text));
  }
  if (due.moved || due.kernel) {
    changed |= read_network(counters, basics.clock);
    changed |= read_block(counters, basics.clock, due);
  }
  return changed ? reading_state::changed : reading_state::unchanged;
}

bool cgroup_reader::read_limits(model::counters& counters) {
  bool changed = false;
  limits_due_ = false;
  auto text = read_once(cgroup_controller::memory, "memory.limit_in_bytes", "memory.max");
  if (tells_nothing(text.error)) {
    limits_due_ = true;
    return false;
  }
  const auto host = source_.host_memory_bytes();
  auto limit = parse_number(text.text);
  if (text.error == 0 && host != 0 && (!limit || *limit > host))
    limit = host; // unlimited: v2 says `max`, v1 a number beyond all memory
  changed |= assign(counters.memory_limit_bytes, limit);
  text = read_once(cgroup_controller::pids, "pids.max", "pids.max");
  changed |= assign(counters.pids_limit, parse_number(text.text));
  if (is_v1(cgroup_controller::cpu)) {
    text = read_once(cgroup_controller::cpu, "cpu.cfs_quota_us", nullptr);
    has_quota_ = parse_number(text.text).has_value(); // none is -1
  }
  return changed;
}

bool cgroup_reader::read_cpu(model::counters& counters, const due_groups& due) {
  bool changed = false;
  const auto now = *counters.cpu_total_ns;
  if (is_v1(cgroup_controller::cpuacct)
      && (due.idle || distance(now, cpu_at_split_) > worth_a_look_ns)) {
    static const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    if (const auto text = read(file::cpu_split); !tells_nothing(text.error)) {
      const auto split = parse_cpuacct_stat(text.text, ticks);
      changed |= assign(counters.cpu_user_ns, split.user_ns);
      changed |= assign(counters.cpu_system_ns, split.system_ns);
      cpu_at_split_ = now;
    }
  }
  // Without a quota nothing is throttled.
  if (is_v1(cgroup_controller::cpu) && (due.limits || (has_quota_ && (due.moved || due.idle)))) {
    if (const auto text = read(file::throttling); !tells_nothing(text.error)) {
      const auto cpu = parse_cpu_stat(text.text);
      changed |= assign(counters.cpu_periods, cpu.periods);
      changed |= assign(counters.cpu_throttled_periods, cpu.throttled_periods);
      changed |= assign(counters.cpu_throttled_ns, cpu.throttled_ns);
    }
  }
  if (due.idle || (due.moved && due.kernel))
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
  const auto text = read(file::memory_details);
  if (tells_nothing(text.error))
    return false;
  const bool v1 = is_v1(cgroup_controller::memory);
  const auto details = v1 ? parse_memory_stat_v1(text.text) : parse_memory_stat_v2(text.text);
  bool changed = assign(counters.memory_clock, basics.clock);
  changed |= assign(counters.memory_rss_bytes, details.rss);
  changed |= assign(counters.memory_cache_bytes, details.cache);
  changed |= assign(counters.memory_inactive_file_bytes, details.inactive_file);
  if (v1)
    changed |= assign(counters.memory_swap_bytes, details.swap);
  else if (const auto swap = read(file::swap); !tells_nothing(swap.error))
    changed |= assign(counters.memory_swap_bytes, parse_number(swap.text));
  // The OOM killer comes where the limit is near, and leaves less memory in use behind it.
  if (due.idle || near_limit || memory_moved) {
    if (const auto oom = read(file::oom_kills); !tells_nothing(oom.error))
      changed |= assign(counters.memory_oom_kills, parse_oom_kills(oom.text));
  }
  if (due.idle || (due.moved && due.kernel))
    changed |= read_pressure(counters.memory_pressure, file::memory_pressure);
  return changed;
}

bool cgroup_reader::read_network(model::counters& counters, std::chrono::nanoseconds clock) {
  const auto text = own_network_ ? read(file::network) : kernel_text{{}, ENOENT};
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
  const auto text = read(file::block_bytes);
  if (tells_nothing(text.error))
    return false;
  std::optional<block_sums> bytes;
  std::optional<block_sums> operations;
  if (is_v1(cgroup_controller::block)) {
    bytes = parse_blkio(text.text);
    operations = parse_blkio(read(file::block_operations).text);
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
  if (due.idle || (due.moved && due.kernel))
    changed |= read_pressure(counters.block_pressure, file::block_pressure);
  return changed;
}

bool cgroup_reader::read_pressure(std::optional<model::pressure>& pressure, file which) {
  const auto text = read(which);
  return !tells_nothing(text.error) && assign(pressure, parse_pressure(text.text));
}

bool cgroup_reader::is_v1(cgroup_controller controller) const {
  return source_.locator_.layout().at(controller).version == 1;
}

kernel_text cgroup_reader::read(file which) {
  auto& opened = files_[static_cast<std::size_t>(which)];
  if (opened.is_absent())
    return {{}, ENOENT};
  const auto& facts = facts_of(which);
  if (opened.is_open()) {
    ++files_read_;
    return opened.read_open(
        *source_.settings_.descriptors, facts.tier,
        which == file::network ? kernel_file_kind::in_pages : kernel_file_kind::whole);
  }
  const bool is_always = facts.tier == descriptor_tier::always;
  const auto version = source_.locator_.layout().at(facts.controller).version;
  const auto* name = version == 1 ? facts.v1 : version == 2 ? facts.v2 : nullptr;
  auto result = name != nullptr || which == file::network ? read_closed(which, name)
                                                          : kernel_text{{}, ENOENT};
  // Before Linux 4.17 only the group's own I/O was shown, not that of groups below.
  if (result.error == ENOENT && version == 1 && which == file::block_bytes)
    result = read_closed(which, "blkio.throttle.io_service_bytes");
  else if (result.error == ENOENT && version == 1 && which == file::block_operations)
    result = read_closed(which, "blkio.throttle.io_serviced");
  if (result.error != 0 && result.error != ENODEV && !is_always
      && !is_out_of_descriptors(result.error)) {
    opened.close(*source_.settings_.descriptors, facts.tier);
    opened.mark_absent(); // not tried again before the container is looked for anew
  }
  return result;
}

kernel_text cgroup_reader::read_closed(file which, const char* name) {
  thread_local std::string path;
  const auto& facts = facts_of(which);
  auto kind = kernel_file_kind::whole;
  path.clear();
  if (which == file::network) {
    // An open one keeps the network namespace alive; it is let go of with the container's group.
    if (subject_.pid <= 0)
      return {{}, ENOENT};
    if (!is_process_known_ && !source_.locator_.is_process_of(subject_.pid, subject_.id))
      return {{}, ENOENT};
    is_process_known_ = true;
    kind = kernel_file_kind::in_pages;
    path.append(source_.settings_.proc_root).append("/").append(std::to_string(subject_.pid));
    path.append("/net/dev");
  } else {
    append_path(path, facts.controller, name);
  }
  ++files_read_;
  auto& budget = *source_.settings_.descriptors;
  auto& opened = files_[static_cast<std::size_t>(which)];
  auto result = opened.read_closed(path.c_str(), budget, facts.tier, kind);
  if (is_out_of_descriptors(result.error)) {
    // Others of the program need some, too. What this reader has makes room for reading at all.
    budget.shrink();
    for (std::size_t i = 0; i < files; ++i) {
      if (files_[i].is_open())
        files_[i].close(budget, facts_of_files[i].tier);
    }
    result = read_kernel_file(path.c_str(), kind);
  }
  return result;
}

kernel_text cgroup_reader::read_once(cgroup_controller controller, const char* v1, const char* v2) {
  const auto version = source_.locator_.layout().at(controller).version;
  const auto* name = version == 1 ? v1 : version == 2 ? v2 : nullptr;
  if (name == nullptr)
    return {{}, ENOENT};
  thread_local std::string path;
  path.clear();
  append_path(path, controller, name);
  ++files_read_;
  return read_kernel_file(path.c_str());
}

void cgroup_reader::append_path(
    std::string& path, cgroup_controller controller, const char* name) const {
  path.append(source_.locator_.layout().at(controller).directory).append(place_->at(controller));
  path.append("/").append(name);
}

model::failure cgroup_reader::unreadable(file which, int error) const {
  const auto& facts = facts_of(which);
  const auto& layout = source_.locator_.layout();
  std::string path = layout.at(facts.controller).directory;
  if (place_)
    path.append(place_->at(facts.controller));
  path.append("/").append(layout.at(facts.controller).version == 1 ? facts.v1 : facts.v2);
  if (is_gone(error))
    return {
        model::failure_code::not_found,
        path + " of container " + subject_.id.substr(0, 12) + " is gone: the container ended"};
  if (error == EBADMSG)
    return {model::failure_code::malformed, path + " does not hold what the kernel writes there"};
  if (is_out_of_descriptors(error))
    return {
        model::failure_code::refused,
        path + " cannot be opened: too many open files; raise the limit (ulimit -n)"};
  return {
      error == EACCES || error == EPERM ? model::failure_code::permission
                                        : model::failure_code::refused,
      path + " cannot be read: " + std::strerror(error)};
}

} // namespace docker_monitor::engine
