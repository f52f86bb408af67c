#pragma once

#include "bench/machine/cgroup_tree.hpp"
#include "bench/machine/fork_server.hpp"
#include "bench/measurement/findings.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace docker_monitor::bench {

class cgroup_farm;
class engine_process;
class monitored_program;

/// The parts and durations of a measurement.
struct measurement_options {
  std::string program;           ///< path of docker-monitor
  std::string against;           ///< another program's command; empty for none
  std::vector<std::string> with; ///< arguments of docker-monitor: only what they add is measured
  std::vector<std::size_t> rows{1, 10, 100, 1000, 10000};
  std::vector<load> loads{load::idle, load::waking, load::busy};
  std::optional<std::chrono::milliseconds> interval; ///< else 1 s, from 10,000 on 5 s
  std::optional<std::chrono::milliseconds> window;   ///< else 10 intervals of 1 s, 5 of 5 s
  std::set<std::string> only; ///< `cost`, `latency`, `alarm`, `start`, `evenness`, `interfaces`,
                              ///< `history`, `tls`; empty: all
  bool quick = false;         ///< short rounds: whether it works, not what it costs
  std::chrono::milliseconds settle{10'000};       ///< for the other program
  std::function<void(const std::string&)> report; ///< takes the current step
};

/// One run of the harness: creates containers, starts programs over them and measures.
class measurement {
 public:
  /// Tree and fork_server must outlive it.
  measurement(measurement_options options, const cgroup_tree& tree, fork_server& parent);

  /// Measures all rows. Throws `harness_error` after removing everything.
  void run();

  /// Returns the findings so far, also after `run` threw.
  [[nodiscard]] const findings& result() const { return found_; }

 private:
  /// One measured combination.
  struct row {
    std::size_t containers;
    load what;
    std::chrono::milliseconds interval;
    std::size_t rounds; ///< of cost
    bool all_questions; ///< all parts, not only cost
  };

  struct usage_window;

  [[nodiscard]] std::vector<row> plan() const;
  [[nodiscard]] bool wanted(const std::string& question) const {
    return options_.only.empty() || options_.only.contains(question);
  }
  [[nodiscard]] std::chrono::milliseconds window_of(const row& of) const;

  void measure(const row& of);
  void measure_cost(const row& of, const cgroup_farm& farm, const engine_process& engine);
  double bare_cost(const row& of, const cgroup_farm& farm);
  double reader_cost(const row& of, const cgroup_farm& farm);
  void measure_against(
      const row& of, const cgroup_farm& farm, const engine_process& engine, cost_finding& into,
      double quiet_share);
  void measure_running(const row& of, const engine_process& engine, monitored_program& program);
  void measure_evenness(const row& of, const monitored_program& program);
  void measure_latency(const row& of, const monitored_program& program);
  void measure_alarms(const row& of, const engine_process& engine, monitored_program& program);

  measurement_options options_;
  const cgroup_tree& tree_;
  fork_server& fork_server_;
  std::size_t descriptors_;
  findings found_;
  std::map<std::string, std::uint64_t> calls_; ///< to the engine, without requests to the program
  std::chrono::duration<double> calls_time_{0};
};

} // namespace docker_monitor::bench
