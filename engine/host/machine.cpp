#include "engine/host/machine.hpp"

#include "engine/cgroup/kernel_file.hpp"

#include <cerrno>
#include <string_view>

#include <limits.h>
#include <sys/resource.h>
#include <unistd.h>

namespace docker_monitor::engine {

std::string boot_id() {
  std::string text{read_kernel_file("/proc/sys/kernel/random/boot_id").text};
  std::erase(text, '\n');
  return text;
}

std::string host_name() {
  char name[HOST_NAME_MAX + 1] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "-";
}

bool hides_processes(const std::string& proc_root, const std::string& mountinfo) {
  bool hides = false;
  read_kernel_lines(mountinfo.c_str(), [&](std::string_view line) {
    if (line.find(" " + proc_root + " ") == std::string_view::npos
        || line.find(" - proc ") == std::string_view::npos)
      return;
    constexpr std::string_view option = "hidepid=";
    const auto at = line.find(option); // the last mount on a directory is the visible one
    const auto value = at == std::string_view::npos ? "0" : line.substr(at + option.size());
    hides = !value.starts_with('0') && !value.starts_with("off");
  });
  if (!hides)
    return false;
  // Process 1 is root's: a process that may see it may see those of containers.
  const auto path = proc_root + "/1/cgroup";
  const auto error = read_kernel_file(path.c_str()).error;
  return error == ENOENT || error == EACCES || error == EPERM;
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace docker_monitor::engine
