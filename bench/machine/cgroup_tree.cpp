#include "bench/machine/cgroup_tree.hpp"

#include "bench/machine/interruption.hpp"
#include "bench/machine/system_files.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::bench {

using namespace std::chrono_literals;

namespace {

/// The prefix of accounts' names; the pid of the harness follows.
constexpr std::string_view account_prefix = "docker-monitor-bench-";

constexpr const char* v1_controllers[] = {"cpu", "cpuacct", "memory", "pids", "blkio"};

void make_directory(const std::string& path) {
  if (mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
    throw harness_error(path + ": " + std::strerror(errno) + "; the harness runs as root");
}

/// Removes a directory, with retries, as the kernel needs a moment after the end of the last
/// process.
bool remove_directory(const std::string& path) {
  for (int attempt = 0; attempt < 3000; ++attempt) {
    if (rmdir(path.c_str()) == 0 || errno == ENOENT)
      return true;
    if (errno != EBUSY)
      return false;
    std::this_thread::sleep_for(1ms);
  }
  return false;
}

} // namespace

cgroup_tree::cgroup_tree(std::string root) : root_{std::move(root)} {
  using std::filesystem::exists;
  v2_ = exists(root_ + "/cgroup.controllers");
  if (!v2_ && !exists(root_ + "/cpuacct/cgroup.procs"))
    throw harness_error(root_ + ": no cgroup controllers are mounted there");
}

std::vector<std::string> cgroup_tree::directories(std::string_view id) const {
  const auto below = "/docker/" + std::string{id};
  if (v2_)
    return {root_ + below};
  std::vector<std::string> all;
  for (const auto* controller : v1_controllers)
    all.push_back(root_ + '/' + controller + below);
  return all;
}

void cgroup_tree::allow_controllers() const {
  // One per write: a missing controller or one in use must not prevent the others.
  for (const auto* parent : {"", "/docker"})
    for (const auto* controller : {"+cpu", "+memory", "+pids", "+io"})
      write_text(root_ + parent + "/cgroup.subtree_control", controller);
}

void cgroup_tree::make(std::string_view id) const {
  for (const auto& directory : directories(id)) {
    const auto parent = directory.substr(0, directory.rfind('/'));
    if (access(parent.c_str(), F_OK) != 0) {
      make_directory(parent);
      if (v2_)
        allow_controllers();
    }
    make_directory(directory);
  }
}

void cgroup_tree::enter(std::string_view id, pid_t pid) const {
  for (const auto& directory : directories(id))
    if (!write_text(directory + "/cgroup.procs", std::to_string(pid)))
      throw harness_error(directory + ": no process can be put there: " + std::strerror(errno));
}

bool cgroup_tree::remove(std::string_view id) const {
  bool all = true;
  for (const auto& directory : directories(id))
    all = remove_directory(directory) && all;
  return all;
}

std::vector<std::string> cgroup_tree::files(std::string_view id, pid_t pid) const {
  std::vector<std::string> all;
  const auto add = [&](const std::string& directory, std::initializer_list<const char*> names) {
    for (const auto* name : names)
      all.push_back(directory + '/' + name);
  };
  const auto below = "/docker/" + std::string{id};
  if (v2_) {
    add(root_ + below, {"cpu.stat", "memory.current", "memory.stat", "pids.current", "io.stat"});
  } else {
    add(root_ + "/cpuacct" + below, {"cpuacct.usage", "cpuacct.stat"});
    add(root_ + "/cpu" + below, {"cpu.stat"});
    add(root_ + "/memory" + below, {"memory.usage_in_bytes", "memory.stat"});
    add(root_ + "/pids" + below, {"pids.current"});
    add(root_ + "/blkio" + below,
        {"blkio.throttle.io_service_bytes_recursive", "blkio.throttle.io_serviced_recursive"});
  }
  all.push_back("/proc/" + std::to_string(pid) + "/net/dev");
  return all;
}

std::vector<std::string> cgroup_tree::ids() const {
  std::vector<std::string> all;
  for (const auto& directory : directories("")) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator{directory, ignored})
      if (entry.is_directory(ignored))
        all.push_back(entry.path().filename());
  }
  return all;
}

std::string cgroup_tree::cpu_directory(std::string_view name) const {
  return root_ + (v2_ ? "/" : "/cpuacct/") + std::string{name};
}

void cgroup_tree::remove_old_accounts() const {
  std::vector<std::string> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator{cpu_directory(""), ignored})
    if (const auto name = entry.path().filename().string(); name.starts_with(account_prefix)) {
      const auto maker = std::atoi(name.c_str() + account_prefix.size());
      if (maker > 0 && kill(maker, 0) != 0 && errno == ESRCH)
        found.push_back(entry.path());
    }
  for (const auto& directory : found)
    remove_directory(directory);
}

std::chrono::nanoseconds cgroup_tree::cpu_time(const std::string& directory) const {
  if (!v2_)
    return std::chrono::nanoseconds{read_number(directory + "/cpuacct.usage").value_or(0)};
  const auto text = read_text(directory + "/cpu.stat").value_or("");
  return std::chrono::microseconds{keyed_number(text, "usage_usec").value_or(0)};
}

cpu_account::cpu_account(const cgroup_tree& tree, std::string_view name) : tree_{tree} {
  static std::atomic<unsigned> made{0};
  directory_ = tree.cpu_directory(
      std::string{account_prefix} + std::to_string(getpid()) + '-' + std::to_string(++made) + '-'
      + std::string{name});
  make_directory(directory_);
}

cpu_account::~cpu_account() {
  remove_directory(directory_);
}

std::vector<pid_t> cpu_account::members() const {
  std::istringstream text{read_text(door()).value_or("")};
  std::vector<pid_t> all;
  for (pid_t pid = 0; text >> pid;)
    all.push_back(pid);
  return all;
}

} // namespace docker_monitor::bench
