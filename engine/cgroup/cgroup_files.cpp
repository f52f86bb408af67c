#include "engine/cgroup/cgroup_files.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

namespace docker_monitor::engine {

namespace {

/// The minimum time between two searches of the tree for one container.
constexpr std::chrono::seconds between_searches{10};

struct file_facts {
  cgroup_controller controller;
  const char* v1; ///< null where this version has none
  const char* v2;
  descriptor_tier tier;
};

constexpr std::array facts_of_files{
    file_facts{cgroup_controller::cpuacct, "cpuacct.usage", "cpu.stat", descriptor_tier::always},
    file_facts{
        cgroup_controller::memory, "memory.usage_in_bytes", "memory.current",
        descriptor_tier::always},
    file_facts{cgroup_controller::memory, "memory.stat", "memory.stat", descriptor_tier::often},
    file_facts{cgroup_controller::cpuacct, "cpuacct.stat", nullptr, descriptor_tier::often},
    file_facts{cgroup_controller::pids, "pids.current", "pids.current", descriptor_tier::often},
    file_facts{
        cgroup_controller::block, "blkio.throttle.io_service_bytes_recursive", "io.stat",
        descriptor_tier::often},
    file_facts{
        cgroup_controller::block, "blkio.throttle.io_serviced_recursive", nullptr,
        descriptor_tier::often},
    file_facts{cgroup_controller::cpu, nullptr, nullptr, descriptor_tier::often}, // network
    file_facts{cgroup_controller::memory, nullptr, "memory.swap.current", descriptor_tier::often},
    file_facts{
        cgroup_controller::memory, "memory.oom_control", "memory.events", descriptor_tier::seldom},
    file_facts{cgroup_controller::memory, "memory.failcnt", nullptr, descriptor_tier::seldom},
    file_facts{cgroup_controller::cpu, "cpu.stat", nullptr, descriptor_tier::seldom},
    file_facts{cgroup_controller::pressure, nullptr, "cpu.pressure", descriptor_tier::seldom},
    file_facts{cgroup_controller::pressure, nullptr, "memory.pressure", descriptor_tier::seldom},
    file_facts{cgroup_controller::pressure, nullptr, "io.pressure", descriptor_tier::seldom},
};

const file_facts& facts_of(cgroup_file which) {
  return facts_of_files[static_cast<std::size_t>(which)];
}

bool is_out_of_descriptors(int error) {
  return error == EMFILE || error == ENFILE;
}

const char* name_of(int version, const char* v1, const char* v2) {
  if (version == 0)
    return nullptr;
  return version == 1 ? v1 : v2;
}

/// The group in which crun puts the processes, below the group with the limits.
constexpr std::string_view crun_group = "/container";

/// The buffer is reused, so that a path costs no allocation.
std::string& empty_path() {
  thread_local std::string path;
  path.clear();
  return path;
}

} // namespace

bool is_gone(int error) {
  return error == ENOENT || error == ENODEV;
}

bool is_temporary_error(int error) {
  return error == ENODEV || is_out_of_descriptors(error);
}

cgroup_files::cgroup_files(
    cgroup_locator& locator, descriptor_budget& budget, cgroup_subject subject)
    : locator_(locator), budget_(budget), subject_(std::move(subject)) {
  static_assert(facts_of_files.size() == count);
  budget_.join();
}

cgroup_files::~cgroup_files() {
  release();
  budget_.leave();
}

void cgroup_files::update(std::int32_t pid, const std::string& parent) {
  if (pid != subject_.pid)
    release();
  subject_.pid = pid;
  if (!parent.empty())
    subject_.parent = parent;
}

std::optional<model::failure> cgroup_files::find(std::chrono::nanoseconds now) {
  const bool may_search = next_search_.count() == 0 || now >= next_search_;
  auto place = locator_.find(subject_, may_search);
  if (!place) {
    if (may_search)
      next_search_ = now + between_searches;
    return place.error();
  }
  place_.emplace(std::move(*place));
  return std::nullopt;
}

void cgroup_files::release() {
  for (std::size_t i = 0; i < count; ++i)
    files_[i].close(budget_, facts_of_files[i].tier);
  place_.reset();
  is_process_known_ = false;
}

kernel_text cgroup_files::read(cgroup_file which) {
  auto& file = files_[static_cast<std::size_t>(which)];
  if (file.is_absent())
    return {{}, ENOENT};
  const auto& facts = facts_of(which);
  const bool is_network = which == cgroup_file::network;
  if (file.is_open()) {
    ++files_read_;
    return file.read_open(
        budget_, facts.tier, is_network ? kernel_file_kind::in_pages : kernel_file_kind::whole);
  }
  const auto version = locator_.layout().at(facts.controller).version;
  kernel_text result{{}, ENOENT};
  if (is_network)
    result = read_closed_network();
  else if (which == cgroup_file::memory_events && version == 2)
    result = read_closed_memory_events();
  else
    result = read_closed(which, name_of(version, facts.v1, facts.v2));
  // Old kernels have only the group's own I/O, without that of groups below.
  if (result.error == ENOENT && version == 1 && which == cgroup_file::block_bytes)
    result = read_closed(which, "blkio.throttle.io_service_bytes");
  else if (result.error == ENOENT && version == 1 && which == cgroup_file::block_operations)
    result = read_closed(which, "blkio.throttle.io_serviced");
  if (result.error != 0 && facts.tier != descriptor_tier::always
      && !is_temporary_error(result.error)) {
    file.close(budget_, facts.tier);
    file.mark_absent(); // not tried again until the container is searched again
  }
  return result;
}

kernel_text cgroup_files::read_closed(cgroup_file which, const char* name) {
  auto& path = empty_path();
  if (name == nullptr || !append_path(path, facts_of(which).controller, name))
    return {{}, ENOENT};
  return open_and_read(which, path, kernel_file_kind::whole);
}

/// A limit hit is counted in the group that has the limit, and above it.
kernel_text cgroup_files::read_closed_memory_events() {
  const auto group = place_ ? place_->at(cgroup_controller::memory) : std::string_view();
  if (group.ends_with(crun_group)) {
    auto result = read_closed(cgroup_file::memory_events, "../memory.events");
    if (result.error != ENOENT)
      return result;
  }
  return read_closed(cgroup_file::memory_events, "memory.events");
}

kernel_text cgroup_files::read_closed_network() {
  // An open file keeps the network namespace alive; it is closed with the container's group.
  if (subject_.pid <= 0)
    return {{}, ENOENT};
  if (!is_process_known_ && !locator_.is_process_of(subject_.pid, subject_.id))
    return {{}, ENOENT};
  is_process_known_ = true;
  auto& path = empty_path();
  path.append(locator_.proc_root()).append("/").append(std::to_string(subject_.pid));
  path.append("/net/dev");
  return open_and_read(cgroup_file::network, path, kernel_file_kind::in_pages);
}

kernel_text
cgroup_files::open_and_read(cgroup_file which, const std::string& path, kernel_file_kind kind) {
  ++files_read_;
  const auto tier = facts_of(which).tier;
  auto result =
      files_[static_cast<std::size_t>(which)].read_closed(path.c_str(), budget_, tier, kind);
  if (!is_out_of_descriptors(result.error))
    return result;
  // The rest of the program needs descriptors, too. Closing this container's files lets reads work.
  budget_.shrink();
  for (std::size_t i = 0; i < count; ++i) {
    if (files_[i].is_open())
      files_[i].close(budget_, facts_of_files[i].tier);
  }
  return read_kernel_file(path.c_str(), kind);
}

kernel_text cgroup_files::read_once(cgroup_controller controller, const char* v1, const char* v2) {
  const auto* name = name_of(locator_.layout().at(controller).version, v1, v2);
  auto& path = empty_path();
  if (name == nullptr || !append_path(path, controller, name))
    return {{}, ENOENT};
  ++files_read_;
  return read_kernel_file(path.c_str());
}

void cgroup_files::read_upwards(
    parent_files& parents, cgroup_controller controller, const char* v1, const char* v2,
    const std::function<bool(std::string_view)>& take) {
  const auto& hierarchy = locator_.layout().at(controller);
  const auto* name = name_of(hierarchy.version, v1, v2);
  auto group = place_ ? place_->at(controller) : std::string_view();
  if (name == nullptr || group.empty())
    return;
  const auto path_in = [&](std::string_view directory) -> const std::string& {
    return empty_path().append(hierarchy.directory).append(directory).append("/").append(name);
  };
  ++files_read_;
  const auto own = read_kernel_file(path_in(group).c_str());
  if (own.error == 0 && take(own.text))
    return;
  while (!group.empty()) {
    group = group.substr(0, group.rfind('/'));
    const auto text = parents.read(path_in(group), files_read_);
    if (text && take(*text))
      return;
  }
}

std::optional<std::uint64_t> cgroup_files::count_processes() {
  auto& path = empty_path();
  if (!append_path(path, locator_.layout().main(), "cgroup.procs"))
    return std::nullopt;
  ++files_read_;
  std::uint64_t processes = 0;
  if (read_kernel_lines(path.c_str(), [&](std::string_view) { ++processes; }) != 0)
    return std::nullopt;
  return processes;
}

std::string_view cgroup_files::group() const {
  auto group = place_ ? place_->at(locator_.layout().main()) : std::string_view();
  if (group.ends_with(crun_group))
    group.remove_suffix(crun_group.size());
  return group;
}

bool cgroup_files::is_v1(cgroup_controller controller) const {
  return locator_.layout().at(controller).version == 1;
}

/// Returns false where the container has no group of this controller: the mount's own files are the
/// host's.
bool cgroup_files::append_path(
    std::string& path, cgroup_controller controller, const char* name) const {
  const auto group = place_ ? place_->at(controller) : std::string_view();
  if (group.empty())
    return false;
  path.append(locator_.layout().at(controller).directory).append(group).append("/").append(name);
  return true;
}

model::failure cgroup_files::unreadable(cgroup_file which, int error) const {
  using model::failure_code;
  const auto& facts = facts_of(which);
  const auto& hierarchy = locator_.layout().at(facts.controller);
  const std::string name = name_of(hierarchy.version, facts.v1, facts.v2);
  const auto file =
      name + " of container " + subject_.id.substr(0, 12) + " below " + hierarchy.directory;
  if (is_gone(error))
    return {failure_code::not_found, file + " is gone: the container ended"};
  if (error == EBADMSG)
    return {failure_code::malformed, file + " does not hold what the kernel writes there"};
  if (is_out_of_descriptors(error)) {
    return {
        failure_code::refused,
        file + " cannot be opened: too many open files; raise the limit (ulimit -n)"};
  }
  const bool is_forbidden = error == EACCES || error == EPERM;
  return {
      is_forbidden ? failure_code::permission : failure_code::refused,
      file + " cannot be read: " + std::strerror(error)};
}

std::uint32_t cgroup_files::take_count() {
  return std::exchange(files_read_, 0);
}

} // namespace docker_monitor::engine
