#include "bench/measurement/measurement.hpp"

#include "bench/load/http_call.hpp"
#include "bench/machine/cgroup_farm.hpp"
#include "bench/machine/engine_process.hpp"
#include "bench/machine/interruption.hpp"
#include "bench/machine/monitored_program.hpp"
#include "bench/machine/system_files.hpp"
#include "bench/measurement/addition.hpp"
#include "bench/measurement/bare_loop.hpp"
#include "bench/measurement/interfaces.hpp"
#include "bench/measurement/past.hpp"
#include "bench/measurement/statistics.hpp"
#include "bench/measurement/tls.hpp"
#include "engine/cgroup/cgroup_source.hpp"
#include "model/container/container.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace docker_monitor::bench {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

double milli(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

std::uint64_t count_of(const std::map<std::string, std::uint64_t>& calls, const char* route) {
  const auto found = calls.find(route);
  return found == calls.end() ? 0 : found->second;
}

} // namespace

/// The CPU time of all parties between the construction and `end`.
struct measurement::usage_window {
  usage_window(
      const cgroup_farm& of_farm, const engine_process& of_engine, const launched_program* other)
      : farm{of_farm}, engine{of_engine}, program{other} {
    // Reading the use of many containers takes a while, so the clock starts after it.
    at_start = now();
    started = steady_clock::now();
  }

  struct readings {
    std::chrono::nanoseconds farm, engine, program{0}, harness, host;
  };

  [[nodiscard]] readings now() const {
    readings all{};
    all.farm = farm.cpu_time();
    all.engine = engine.cpu_time();
    if (program != nullptr)
      all.program = program->cpu_time();
    all.harness = process_cpu_time();
    all.host = host_busy_time();
    return all;
  }

  void end() {
    seconds = steady_clock::now() - started;
    // In reverse order, the most important first.
    readings at_end{};
    if (program != nullptr)
      at_end.program = program->cpu_time();
    at_end.engine = engine.cpu_time();
    at_end.host = host_busy_time();
    at_end.harness = process_cpu_time();
    at_end.farm = farm.cpu_time();
    used = {
        at_end.farm - at_start.farm, at_end.engine - at_start.engine,
        at_end.program - at_start.program, at_end.harness - at_start.harness,
        at_end.host - at_start.host};
  }

  /// Returns the CPU time of the host, without containers and harness, as a share of one core.
  [[nodiscard]] double host_share() const {
    return std::chrono::duration<double>(used.host - used.farm - used.harness) / seconds;
  }

  const cgroup_farm& farm;
  const engine_process& engine;
  const launched_program* program;
  readings at_start{};
  steady_clock::time_point started;
  std::chrono::duration<double> seconds{0};
  readings used{};
};

measurement::measurement(measurement_options options, const cgroup_tree& tree, fork_server& parent)
    : options_{std::move(options)}, tree_{tree}, fork_server_{parent},
      descriptors_{descriptors_for_files()} {
  found_.program = options_.program;
  found_.against = options_.against;
  for (const auto& argument : options_.with)
    found_.with += (found_.with.empty() ? "" : " ") + argument;
  found_.bare_files = tree_.files("<id>", 0);
  found_.bare_files.back() = "/proc/<pid>/net/dev";
}

std::vector<measurement::row> measurement::plan() const {
  std::vector<row> rows;
  const auto has = [&](std::size_t containers) {
    return std::find(options_.rows.begin(), options_.rows.end(), containers) != options_.rows.end();
  };
  for (const auto containers : options_.rows)
    for (const auto what : options_.loads) {
      const bool large = containers >= 10'000;
      // Ten thousand waking containers overload the machine; ten show little more than a hundred.
      if (what != load::idle && (large || (containers < 100 && options_.rows.size() > 1)))
        continue;
      const std::size_t rounds = options_.quick || large || containers < 100 ? 1
                                 : containers < 1000                         ? 2
                                                                             : 3;
      const auto usual = options_.quick ? 250ms : large ? 5000ms : 1000ms;
      rows.push_back(
          {containers, what, options_.interval.value_or(usual),
           what == load::idle || containers >= 1000 ? rounds : 1, true});
    }
  // The cost of ten thousand at 5 s is compared with that of a thousand at 5 s.
  if (has(1000) && has(10'000) && !options_.interval)
    rows.push_back({1000, load::idle, 5000ms, 1, false});
  return rows;
}

std::chrono::milliseconds measurement::window_of(const row& of) const {
  // The program reads slowly changing values in every tenth round, in a different one per
  // container.
  return options_.window.value_or(of.interval * (of.interval > 1s ? 5 : options_.quick ? 4 : 10));
}

void measurement::run() {
  if (!options_.with.empty()) {
    for (const auto containers : options_.rows)
      for (const auto what : options_.loads)
        found_.additions.push_back(measure_addition(
            {options_.program, options_.with, containers, what, options_.quick, options_.window,
             options_.report},
            tree_, fork_server_));
    return;
  }
  // These parts have containers of their own.
  const std::set<std::string> apart{"interfaces", "history", "tls"};
  const bool others = options_.only.empty() || !std::ranges::includes(apart, options_.only);
  for (const auto& each : others ? plan() : std::vector<row>{})
    measure(each);
  if (wanted("interfaces"))
    found_.interfaces = measure_interfaces(
        {options_.program, options_.quick, options_.report}, tree_, fork_server_);
  if (wanted("tls"))
    found_.tls =
        measure_tls({options_.program, options_.quick, options_.report}, tree_, fork_server_);
  if (wanted("history"))
    found_.past = measure_past(
        {options_.program, options_.quick, options_.window, options_.report}, tree_, fork_server_);
  if (calls_time_ > 0s) {
    engine_finding calls;
    calls.seconds = calls_time_.count();
    for (const auto& [route, count] : calls_)
      calls.calls_per_minute.emplace_back(
          route, 60 * static_cast<double>(count) / calls_time_.count());
    found_.engine = std::move(calls);
  }
}

void measurement::measure(const row& of) {
  options_.report(
      std::to_string(of.containers) + ' ' + std::string{to_string(of.what)}
      + (of.containers == 1 ? " container every " : " containers every ")
      + std::to_string(of.interval.count()) + " ms");
  const cgroup_farm farm{tree_, fork_server_, of.containers, of.what};
  const engine_process engine{tree_, farm.containers()};
  if (of.what != load::idle)
    pause_for(2s); // until all of them work
  if (wanted("cost")) {
    measure_cost(of, farm, engine);
  } else {
    monitored_program program{tree_, options_.program, engine.docker_host(), of.interval};
    pause_for(2 * of.interval);
    measure_running(of, engine, program);
  }
}

double measurement::bare_cost(const row& of, const cgroup_farm& farm) {
  std::vector<std::vector<std::string>> files;
  for (const auto& container : farm.containers())
    files.push_back(tree_.files(container.id, container.pid));
  bare_reader reader{std::move(files), descriptors_};
  const auto read = [&](std::size_t i) { reader.read(i); };
  run_in_slots(reader.size(), of.interval, 1, read); // warms the caches
  const auto intervals = std::max<long>(2, window_of(of) / of.interval / 2);
  const auto cost =
      run_in_slots(reader.size(), of.interval, static_cast<std::size_t>(intervals), read);
  if (reader.bytes() < cost.samples * 100)
    throw harness_error("the bare loop reads next to nothing: are the cgroup files there?");
  return cost.us_per_sample();
}

double measurement::reader_cost(const row& of, const cgroup_farm& farm) {
  engine::cgroup_settings settings;
  settings.descriptors = engine::descriptor_budget::of_process();
  const auto source = engine::cgroup_source::make(settings);
  if (!source)
    throw harness_error(source.error().message);
  std::vector<std::unique_ptr<engine::sample_reader>> readers;
  std::vector<model::counters> counters(farm.containers().size());
  for (const auto& one : farm.containers()) {
    model::container container;
    container.id = one.id;
    container.pid = one.pid;
    container.status = model::container_status::running;
    container.network_mode = "default";
    container.started_at = model::engine_time{1s};
    readers.push_back((*source)->open(container));
  }
  const auto read = [&](std::size_t i) {
    if (const auto outcome = readers[i]->read(counters[i], {}); !outcome)
      throw harness_error(outcome.error().message);
  };
  run_in_slots(readers.size(), of.interval, 2, read); // the first reading reads all files
  const auto intervals = static_cast<std::size_t>(window_of(of) / of.interval);
  return run_in_slots(readers.size(), of.interval, intervals, read).us_per_sample();
}

void measurement::measure_cost(
    const row& of, const cgroup_farm& farm, const engine_process& engine) {
  cost_finding cost;
  cost.containers = of.containers;
  cost.load = to_string(of.what);
  cost.interval_s = std::chrono::duration<double>(of.interval).count();
  usage_window quiet{farm, engine, nullptr};
  pause_for(options_.quick ? 500ms : 3s);
  quiet.end();
  if (of.what == load::idle)
    cost.reader_us = reader_cost(of, farm);
  std::vector<double> host_us;
  std::vector<double> engine_us;
  std::vector<double> start_ms;
  std::unique_ptr<monitored_program> program;
  for (std::size_t round = 0; round < of.rounds; ++round) {
    program.reset();
    cost.bare_rounds_us.push_back(bare_cost(of, farm));
    program = std::make_unique<monitored_program>(
        tree_, options_.program, engine.docker_host(), of.interval);
    start_ms.push_back(milli(program->start_time()));
    pause_for(2 * of.interval + 1s); // until all have been read in full
    const auto calls_before = engine.calls();
    usage_window window{farm, engine, &program->process()};
    pause_for(window_of(of));
    window.end();
    const auto calls_after = engine.calls();
    const auto samples =
        window.seconds / std::chrono::duration<double>(of.interval) * of.containers;
    cost.program_rounds_us.push_back(micro(window.used.program) / samples);
    engine_us.push_back(micro(window.used.engine) / samples);
    host_us.push_back(
        (window.host_share() - quiet.host_share()) * window.seconds.count() * 1e6 / samples);
    for (const auto* route : {"ping", "version", "info", "list", "inspect", "stats", "events"})
      calls_[route] += count_of(calls_after, route) - count_of(calls_before, route);
    calls_time_ += window.seconds;
  }
  cost.program_us = median(cost.program_rounds_us);
  cost.bare_us = median(cost.bare_rounds_us);
  cost.engine_us = median(engine_us);
  cost.host_us = median(host_us);
  cost.start_ms = median(start_ms);
  if (const auto all = call(program->address(), "GET", "/docker-monitor/api/v1.0/metrics");
      !all || all->status != 200) // the answer stays in memory from then on
    throw harness_error("docker-monitor does not answer its metrics");
  cost.rss_bytes = resident_bytes(program->process().pid());
  cost.descriptors = open_descriptors(program->process().pid());
  if (of.what == load::idle && of.all_questions)
    measure_running(of, engine, *program);
  else if (of.what != load::idle && wanted("evenness"))
    measure_evenness(of, *program);
  program.reset();
  // The program's own part is judged at 5 s: the reader is measured before and after it, as the
  // load of the machine varies.
  if (cost.reader_us && of.interval > 1s)
    cost.reader_us = (*cost.reader_us + reader_cost(of, farm)) / 2;
  if (!options_.against.empty())
    measure_against(of, farm, engine, cost, quiet.host_share());
  found_.cost.push_back(std::move(cost));
}

void measurement::measure_against(
    const row& of, const cgroup_farm& farm, const engine_process& engine, cost_finding& into,
    double quiet_share) {
  auto command = options_.against;
  for (const std::string_view mark = "{socket}"; command.find(mark) != std::string::npos;)
    command.replace(command.find(mark), mark.size(), engine.socket_path());
  launched_program other{tree_,   "other", {"/bin/sh", "-c", command}, engine.docker_host(),
                         nullptr, nullptr};
  pause_for(options_.settle);
  if (!other.runs())
    throw harness_error("the program of --against ended by itself: " + command);
  usage_window window{farm, engine, &other};
  pause_for(window_of(of));
  window.end();
  const auto samples = window.seconds / std::chrono::duration<double>(of.interval) * of.containers;
  other_finding found;
  found.program_us = micro(window.used.program) / samples;
  found.engine_us = micro(window.used.engine) / samples;
  found.host_us = (window.host_share() - quiet_share) * window.seconds.count() * 1e6 / samples;
  for (const auto pid : other.processes()) {
    found.rss_bytes += resident_bytes(pid);
    found.descriptors += open_descriptors(pid);
    ++found.processes;
  }
  into.other = found;
}

} // namespace docker_monitor::bench
