#include "bench/machine/cgroup_farm.hpp"

#include "bench/machine/interruption.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <set>
#include <system_error>

#include <unistd.h>

namespace docker_monitor::bench {

namespace {

/// The end of the ids of the harness's containers.
constexpr std::string_view mark = "d0c4e2be9c4a2d05";

std::string hex(std::uint64_t number) {
  char digits[17];
  std::snprintf(digits, sizeof(digits), "%016llx", static_cast<unsigned long long>(number));
  return digits;
}

} // namespace

std::string farm_id(std::size_t number, pid_t harness) {
  // The finaliser of splitmix64: consecutive numbers give different, unlike ids.
  std::uint64_t mixed = (number + 1) * 0x9e3779b97f4a7c15U;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
  mixed ^= mixed >> 31;
  return hex(mixed) + hex(number) + hex(static_cast<std::uint64_t>(harness)) + std::string{mark};
}

pid_t maker_of(std::string_view id) {
  if (id.size() != 64 || !id.ends_with(mark))
    return 0;
  pid_t pid = 0;
  const auto digits = id.substr(32, 16);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + 16, pid, 16);
  return error == std::errc{} && end == digits.data() + 16 ? pid : 0;
}

cgroup_farm::cgroup_farm(const cgroup_tree& tree, fork_server& parent, std::size_t count, load what)
    : tree_{tree} {
  const auto pids = parent.spawn(count, what);
  for (std::size_t i = 0; i < count; ++i)
    containers_.push_back({farm_id(i, getpid()), pids[i]});
  try {
    for (const auto& container : containers_) {
      check_interruption();
      tree_.make(container.id);
      tree_.enter(container.id, container.pid);
    }
  } catch (...) {
    clear();
    throw;
  }
}

cgroup_farm::~cgroup_farm() {
  clear();
}

void cgroup_farm::clear() noexcept {
  std::vector<pid_t> pids;
  for (const auto& container : containers_)
    pids.push_back(container.pid);
  fork_server::end(pids);
  for (const auto& container : containers_)
    tree_.remove(container.id);
  containers_.clear();
}

std::chrono::nanoseconds cgroup_farm::cpu_time() const {
  std::chrono::nanoseconds total{0};
  for (const auto& container : containers_)
    total += tree_.cpu_time(tree_.cpu_directory("docker/" + container.id));
  return total;
}

std::size_t remove_leftovers(const cgroup_tree& tree) {
  std::set<std::string> found;
  for (auto& id : tree.ids())
    if (const auto maker = maker_of(id);
        maker > 0 && maker != getpid() && kill(maker, 0) != 0 && errno == ESRCH)
      found.insert(std::move(id));
  for (const auto& id : found)
    tree.remove(id);
  tree.remove_old_accounts();
  return found.size();
}

} // namespace docker_monitor::bench
