#include "bench/measurement/addition.hpp"

#include "bench/machine/interruption.hpp"
#include "bench/machine/system_files.hpp"
#include "bench/measurement/statistics.hpp"
#include "bench/measurement/two_programs.hpp"

namespace docker_monitor::bench {

using namespace std::chrono_literals;

addition_finding
measure_addition(const addition_options& options, const cgroup_tree& tree, fork_server& parent) {
  addition_finding found;
  found.cost.load = to_string(options.what);
  found.cost.containers = options.containers;
  const std::size_t rounds = options.quick ? 2 : 4; // even, as the order alternates
  const auto window = options.window.value_or(options.quick ? 1s : 60s);
  const two_engines engines{tree, parent, options.containers, options.what};
  std::vector<double> rss;
  std::vector<double> rss_without;
  for (std::size_t round = 0; round < rounds; ++round) {
    options.report(
        "with and without: " + std::to_string(options.containers) + ' ' + found.cost.load
        + " containers, round " + std::to_string(round + 1) + " of " + std::to_string(rounds));
    const two_programs programs{
        options.program, tree, engines, {.with = options.arguments, .with_first = round % 2 == 0}};
    pause_for(5s); // until all have been read in full, and a hub is connected
    programs.measure(window, found.cost);
    rss.push_back(static_cast<double>(resident_bytes(programs.with->process().pid())));
    rss_without.push_back(static_cast<double>(resident_bytes(programs.without->process().pid())));
  }
  found.rss_bytes = static_cast<std::uint64_t>(median(rss));
  found.rss_without_bytes = static_cast<std::uint64_t>(median(rss_without));
  return found;
}

} // namespace docker_monitor::bench
