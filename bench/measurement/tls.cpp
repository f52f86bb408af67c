#include "bench/measurement/tls.hpp"

#include "bench/load/bare_beast.hpp"
#include "bench/load/byte_stream.hpp"
#include "bench/load/http_call.hpp"
#include "bench/load/tls_files.hpp"
#include "bench/machine/cgroup_farm.hpp"
#include "bench/machine/engine_process.hpp"
#include "bench/machine/interruption.hpp"
#include "bench/machine/monitored_program.hpp"
#include "bench/machine/system_files.hpp"
#include "bench/measurement/rate_comparison.hpp"

#include <list>
#include <utility>

namespace docker_monitor::bench {

using namespace std::chrono_literals;

namespace {

constexpr const char* asked_target = "/docker-monitor/api/v1.0/metrics/bench-00000";

/// The numbers and durations of a run.
struct tls_extent {
  std::size_t containers;
  std::chrono::milliseconds interval;
  std::chrono::milliseconds load; ///< of one round of requests
  std::size_t rounds;
  std::size_t idle_clients;
};

tls_extent tls_extent_of(const tls_options& options) {
  if (options.quick)
    return {10, 250ms, 200ms, 1, 20};
  return {100, 1s, 1s, 9, 500};
}

/// Returns the whole answer to one request. Repeats the request until there is one.
std::string answer_of(byte_stream& client) {
  const auto request = std::string{"GET "} + asked_target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  if (!client.send(request))
    throw harness_error("docker-monitor takes no request over TLS");
  std::string answer;
  std::array<char, 65536> bytes{};
  for (int turns = 0; turns < 5000; ++turns) {
    const auto count = client.receive(bytes.data(), bytes.size());
    if (count == 0)
      break;
    if (count > 0)
      answer.append(bytes.data(), static_cast<std::size_t>(count));
    else
      pause_for(1ms);
    if (const auto length = response_length(answer); length && answer.size() >= *length)
      return answer;
  }
  throw harness_error(std::string{"docker-monitor does not answer "} + asked_target);
}

/// Measures clients that send one request and stay, after others have come and gone.
void measure_idle(
    const http_address& where, pid_t program, const tls_extent& much, tls_finding& found) {
  const auto rss_before = resident_bytes(program);
  const auto descriptors_before = open_descriptors(program);
  std::list<byte_stream> clients;
  for (std::size_t i = 0; i < much.idle_clients; ++i)
    answer_of(clients.emplace_back(where));
  pause_for(100ms);
  const auto each = [&](std::uint64_t before, std::uint64_t after) {
    return (static_cast<double>(after) - static_cast<double>(before))
           / static_cast<double>(much.idle_clients);
  };
  found.idle_clients = much.idle_clients;
  found.bytes_per_client = each(rss_before, resident_bytes(program));
  found.descriptors_per_client = each(descriptors_before, open_descriptors(program));
}

} // namespace

tls_finding measure_tls(const tls_options& options, const cgroup_tree& tree, fork_server& parent) {
  const auto much = tls_extent_of(options);
  options.report("TLS, " + std::to_string(much.containers) + " idle containers");
  const cgroup_farm farm{tree, parent, much.containers, load::idle};
  const engine_process engine{tree, farm.containers()};
  const tls_files files;
  const monitored_program program{
      tree,
      options.program,
      engine.docker_host(),
      much.interval,
      {"--tls-cert", files.certificate(), "--tls-key", files.key(), "--listen",
       "unix:" + files.path("plain.socket")}};
  pause_for(2 * much.interval + 1s);
  byte_stream reply_target{program.address()};
  const canned_responses canned{{asked_target, answer_of(reply_target)}};
  const forked_helper beast{
      tree, "beast", [&](int port_to) { serve_bare_beast_tls(canned, files, port_to); }};
  const http_address beast_address{
      .port = static_cast<std::uint16_t>(std::stoul(beast.greeting())),
      .unix_path = {},
      .tls = true};
  tls_finding found;
  found.containers = much.containers;
  found.bytes = canned.begin()->second.size();
  const auto rates =
      compare_rates(program.address(), beast_address, {asked_target}, much.load, much.rounds);
  found.per_second = rates.per_second;
  found.bare_per_second = rates.bare_per_second;
  found.rate_ratio = rates.ratio;
  found.failures = rates.failures;
  measure_idle(program.address(), program.process().pid(), much, found);
  return found;
}

} // namespace docker_monitor::bench
