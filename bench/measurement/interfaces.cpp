#include "bench/measurement/interfaces.hpp"

#include "bench/load/bare_beast.hpp"
#include "bench/load/http_call.hpp"
#include "bench/load/load_generator.hpp"
#include "bench/load/stream_clients.hpp"
#include "bench/machine/cgroup_farm.hpp"
#include "bench/machine/engine_process.hpp"
#include "bench/machine/interruption.hpp"
#include "bench/machine/monitored_program.hpp"
#include "bench/machine/system_files.hpp"
#include "bench/measurement/rate_comparison.hpp"
#include "bench/measurement/statistics.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace docker_monitor::bench {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

constexpr const char* scrape_target = "/metrics";
constexpr const char* stream_target = "/docker-monitor/api/v2/stream";
constexpr const char* one_target = "/docker-monitor/api/v1.0/metrics/bench-00000";
/// A target whose answer does not change with samples.
constexpr const char* steady_target = "/docker-monitor/api/v2/containers?fields=name,status";

/// The numbers and durations of a run.
struct extent {
  std::size_t containers;
  std::size_t streamed_containers;
  std::size_t clients;
  std::chrono::milliseconds interval;
  std::chrono::milliseconds window; ///< of CPU time
  std::chrono::milliseconds load;   ///< of one round of requests
  std::size_t rounds;
  std::size_t scrapes;
  std::chrono::milliseconds timeout; ///< with a client that reads nothing
};

extent extent_of(const interfaces_options& options) {
  if (options.quick)
    return {10, 5, 20, 250ms, 1s, 200ms, 1, 3, 1s};
  return {1000, 100, 1000, 1s, 6s, 1s, 5, 21, 20s};
}

std::string fetch(const http_address& where, const std::string& target) {
  auto answer = call(where, "GET", target);
  if (!answer || answer->status != 200)
    throw harness_error("docker-monitor does not answer " + target);
  return std::move(answer->bytes);
}

double seconds_of(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

/// Returns the thread that answers requests: the busiest one under load.
pid_t answering_thread(const monitored_program& program) {
  const auto pid = program.process().pid();
  const auto before = thread_times(pid);
  generate_load(program.address(), {"/healthz"}, 1s); // much more work than sampling
  pid_t busiest = 0;
  auto most = 0ns;
  for (const auto& [thread, used] : thread_times(pid))
    if (const auto found = before.find(thread);
        found != before.end() && used - found->second > most) {
      most = used - found->second;
      busiest = thread;
    }
  if (busiest == 0)
    throw harness_error("none of docker-monitor's threads can be seen to answer");
  return busiest;
}

/// Returns the CPU time of the answering thread for one scrape, in milliseconds. Other threads do
/// the sampling.
double cpu_of_scrape(const monitored_program& program, pid_t thread) {
  const auto pid = program.process().pid();
  const auto before = thread_times(pid)[thread];
  fetch(program.address(), scrape_target);
  pause_for(1ms); // until it sleeps and its time is accounted
  constexpr double milli = 1000;
  return milli * seconds_of(thread_times(pid)[thread] - before);
}

scrape_finding measure_scrapes(const monitored_program& program, const extent& much) {
  scrape_finding found;
  found.containers = much.containers;
  found.bytes = fetch(program.address(), scrape_target).size();
  const auto thread = answering_thread(program);
  const auto before = program.process().cpu_time();
  const auto began = steady_clock::now();
  pause_for(much.window);
  found.sampling_share =
      seconds_of(program.process().cpu_time() - before) / seconds_of(steady_clock::now() - began);
  for (std::size_t i = 0; i < much.scrapes; ++i) {
    pause_for(much.interval + 37ms); // at a different phase of each round
    found.first_scrapes_ms.push_back(cpu_of_scrape(program, thread));
    found.second_scrapes_ms.push_back(cpu_of_scrape(program, thread));
  }
  found.first_ms = median(found.first_scrapes_ms);
  found.second_ms = median(found.second_scrapes_ms);
  return found;
}

/// Returns the value of a header field.
std::string field_of(const std::string& head, const std::string& name) {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos)
    throw harness_error("docker-monitor's answer has no " + name);
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

unchanged_finding
compare_unchanged(const monitored_program& program, const extent& much, const cgroup_tree& tree) {
  const auto whole = fetch(program.address(), steady_target);
  const load_request request{
      steady_target, "If-None-Match: " + field_of(whole, "ETag") + "\r\n", 304};
  // The same fields in a head of the same length.
  const canned_responses canned{
      {steady_target, "HTTP/1.1 304 Not Modified\r\nDate: " + field_of(whole, "Date")
                          + "\r\nCache-Control: " + field_of(whole, "Cache-Control")
                          + "\r\nX-Content-Type-Options: nosniff\r\nETag: "
                          + field_of(whole, "ETag") + "\r\nVary: Accept-Encoding\r\n\r\n"}};
  const forked_helper beast{tree, "beast", [&](int port_to) { serve_bare_beast(canned, port_to); }};
  const http_address beast_address{static_cast<std::uint16_t>(std::stoul(beast.greeting())), {}};
  unchanged_finding found;
  found.containers = much.containers;
  const auto rates =
      compare_rates(program.address(), beast_address, request, much.load, much.rounds);
  found.per_second = rates.per_second;
  found.bare_per_second = rates.bare_per_second;
  found.rate_ratio = rates.ratio;
  found.failures = rates.failures;
  return found;
}

mute_finding measure_mute(const monitored_program& program, const extent& much) {
  mute_finding found;
  found.containers = much.containers;
  std::vector<double> with;
  std::vector<double> without;
  std::vector<double> ratios;
  const auto p99 = [&] {
    // So few connections that the rendering once a second delays less than one request in a
    // hundred.
    constexpr std::size_t connections = 8;
    return generate_load(program.address(), {one_target}, much.load, connections).p99_us;
  };
  for (std::size_t round = 0; round < much.rounds; ++round) {
    std::array<double, 2> tails{};
    for (const std::size_t who : {round % 2, (round + 1) % 2}) {
      std::optional<mute_client> mute;
      if (who == 0)
        mute.emplace(program.address(), stream_target);
      pause_for(much.interval); // the first state is made and partly sent
      tails.at(who) = p99();
    }
    with.push_back(tails[0]);
    without.push_back(tails[1]);
    ratios.push_back(tails[0] / tails[1]);
  }
  found.p99_us = median(with);
  found.p99_without_us = median(without);
  found.p99_ratio = median(ratios);

  const auto pid = program.process().pid();
  found.rss_before_bytes = resident_bytes(pid);
  const auto asked = steady_clock::now();
  const mute_client mute{program.address(), stream_target};
  while (!found.dropped_s && steady_clock::now() - asked < much.timeout) {
    pause_for(20ms);
    found.rss_most_bytes = std::max(found.rss_most_bytes, resident_bytes(pid));
    if (mute.dropped())
      found.dropped_s = seconds_of(steady_clock::now() - asked);
  }
  pause_for(2 * much.interval);
  found.rss_after_bytes = resident_bytes(pid);
  return found;
}

stream_finding measure_stream(
    const monitored_program& program, const extent& much, bool gzip, double quiet_share) {
  stream_finding found;
  found.clients = much.clients;
  found.containers = much.streamed_containers;
  found.gzip = gzip;
  found.quiet_share = quiet_share;
  stream_clients clients{program.address(), stream_target, much.clients, gzip, much.interval / 2};
  clients.follow(2 * much.interval + 500ms); // until all have the first state
  const auto before = program.process().cpu_time();
  const auto began = steady_clock::now();
  clients.follow(much.window + much.interval / 2); // a fixed number of updates at any phase
  const auto used = program.process().cpu_time() - before;
  found.seconds = seconds_of(steady_clock::now() - began);
  found.cpu_share = seconds_of(used) / found.seconds;
  found.bytes_per_second = static_cast<double>(clients.bytes()) / found.seconds
                           / static_cast<double>(std::max<std::size_t>(much.clients, 1));
  found.fewest_updates = clients.fewest_updates();
  found.lost = clients.lost();
  found.rss_bytes = resident_bytes(program.process().pid());
  return found;
}

void measure_many(
    const interfaces_options& options, const extent& much, const cgroup_tree& tree,
    fork_server& parent, interfaces_finding& found) {
  options.report("scrapes of " + std::to_string(much.containers) + " busy containers");
  const cgroup_farm farm{tree, parent, much.containers, load::busy};
  const engine_process engine{tree, farm.containers()};
  pause_for(2s); // until all of them work
  const monitored_program program{tree, options.program, engine.docker_host(), much.interval};
  pause_for(2 * much.interval + 1s);
  found.scrape = measure_scrapes(program, much);
  options.report("a client of the stream that reads nothing");
  found.mute = measure_mute(program, much);
}

void measure_unchanged(
    const interfaces_options& options, const extent& much, const cgroup_tree& tree,
    fork_server& parent, interfaces_finding& found) {
  options.report("304 for a list of " + std::to_string(much.containers) + " idle containers");
  const cgroup_farm farm{tree, parent, much.containers, load::idle};
  const engine_process engine{tree, farm.containers()};
  const monitored_program program{tree, options.program, engine.docker_host(), much.interval};
  pause_for(2 * much.interval + 1s);
  found.unchanged = compare_unchanged(program, much, tree);
}

void measure_streams(
    const interfaces_options& options, const extent& much, const cgroup_tree& tree,
    fork_server& parent, interfaces_finding& found) {
  options.report(
      std::to_string(much.clients) + " clients that follow "
      + std::to_string(much.streamed_containers) + " busy containers");
  const cgroup_farm farm{tree, parent, much.streamed_containers, load::busy};
  const engine_process engine{tree, farm.containers()};
  pause_for(2s);
  const monitored_program program{
      tree,
      options.program,
      engine.docker_host(),
      much.interval,
      {"--max-connections", std::to_string(much.clients + 100)}};
  pause_for(2 * much.interval + 1s);
  const auto before = program.process().cpu_time();
  pause_for(much.window);
  const auto quiet = seconds_of(program.process().cpu_time() - before) / seconds_of(much.window);
  for (const bool gzip : {false, true}) {
    found.streams.push_back(measure_stream(program, much, gzip, quiet));
    pause_for(much.interval); // until the clients are gone
  }
}

} // namespace

interfaces_finding measure_interfaces(
    const interfaces_options& options, const cgroup_tree& tree, fork_server& parent) {
  const auto much = extent_of(options);
  interfaces_finding found;
  measure_many(options, much, tree, parent, found);
  measure_unchanged(options, much, tree, parent, found);
  measure_streams(options, much, tree, parent, found);
  return found;
}

} // namespace docker_monitor::bench
