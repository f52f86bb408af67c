#include "bench/measurement/two_programs.hpp"

#include "bench/machine/interruption.hpp"

namespace docker_monitor::bench {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

two_engines::two_engines(
    const cgroup_tree& tree, fork_server& parent, std::size_t containers, load what)
    : farm{tree, parent, containers, what}, ours{tree, farm.containers()}, other{
                                                                               tree,
                                                                               farm.containers()} {}

two_programs::two_programs(
    const std::string& program, const cgroup_tree& tree, const two_engines& engines,
    const arguments& which) {
  for (const bool first : {true, false})
    if (first == which.with_first)
      with = std::make_unique<monitored_program>(
          tree, program, engines.ours.docker_host(), 1s, which.with);
    else
      without = std::make_unique<monitored_program>(
          tree, program, engines.other.docker_host(), 1s, which.without);
}

void two_programs::measure(std::chrono::milliseconds window, paired_cost_finding& into) const {
  const auto began = steady_clock::now();
  const auto before = with->process().cpu_time();
  const auto before_other = without->process().cpu_time();
  pause_for(window);
  const auto used = with->process().cpu_time() - before;
  const auto used_other = without->process().cpu_time() - before_other;
  const auto samples = std::chrono::duration<double>(steady_clock::now() - began).count()
                       * static_cast<double>(into.containers);
  into.with_us.push_back(micro(used) / samples);
  into.without_us.push_back(micro(used_other) / samples);
}

} // namespace docker_monitor::bench
