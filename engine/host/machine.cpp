#include "engine/host/machine.hpp"

#include "engine/cgroup/kernel_file.hpp"

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

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace docker_monitor::engine
