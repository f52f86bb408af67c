// The measurements of a running program except its cost.
#include "bench/load/bare_beast.hpp"
#include "bench/load/load_generator.hpp"
#include "bench/load/nginx.hpp"
#include "bench/machine/engine_process.hpp"
#include "bench/machine/interruption.hpp"
#include "bench/machine/monitored_program.hpp"
#include "bench/measurement/measurement.hpp"
#include "bench/measurement/statistics.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace docker_monitor::bench {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

constexpr const char* metrics = "/docker-monitor/api/v1.0/metrics";
constexpr const char* containers_v2 = "/docker-monitor/api/v2/containers";

http_answer fetch_whole(const http_address& where, const std::string& target) {
  auto answer = call(where, "GET", target);
  if (!answer || answer->status != 200)
    throw harness_error("docker-monitor does not answer " + target);
  return *std::move(answer);
}

} // namespace

void measurement::measure_running(
    const row& of, const engine_process& engine, monitored_program& program) {
  if (wanted("start"))
    found_.starts.push_back(
        {of.containers, std::chrono::duration<double, std::milli>(program.start_time()).count()});
  if (wanted("evenness"))
    measure_evenness(of, program);
  if (wanted("alarm"))
    measure_alarms(of, engine, program);
  if (wanted("latency"))
    measure_latency(of, program);
}

void measurement::measure_evenness(const row& of, const monitored_program& program) {
  const auto probe = call(program.address(), "GET", containers_v2);
  if (!probe || probe->status != 200) {
    options_.report("  no " + std::string{containers_v2} + ": jitter is not measured");
    return;
  }
  sampling_watch watch{of.interval};
  const auto polls = 2 * (of.interval > 1s ? 5 : options_.quick ? 4 : 10);
  auto next = steady_clock::now();
  for (int i = 0; i < polls; ++i) {
    const auto answer = fetch_whole(program.address(), containers_v2);
    if (!watch.take(
            std::string_view{answer.bytes}.substr(answer.body_at),
            std::chrono::system_clock::now()))
      throw harness_error("what " + std::string{containers_v2} + " answers is not understood");
    next += of.interval / 2;
    pause_until(next);
  }
  found_.evenness.push_back(
      {of.containers, std::string{to_string(of.what)},
       std::chrono::duration<double>(of.interval).count(), watch.result()});
}

void measurement::measure_alarms(
    const row& of, const engine_process& engine, monitored_program& program) {
  const std::size_t events = options_.quick ? 6 : 60;
  std::vector<double> took;
  for (std::size_t i = 0; i < events; ++i) {
    const bool pause = i % 2 == 0;
    const auto asked = steady_clock::now();
    engine.order(std::string{"/containers/bench-00000/"} + (pause ? "pause" : "unpause"));
    const auto heard = program.await_alarm(pause ? "processes were paused" : "were unpaused");
    took.push_back(std::chrono::duration<double, std::milli>(heard - asked).count());
    pause_for(20ms); // events in quick succession would wait for each other
  }
  found_.alarms.push_back({of.containers, events, quantile(took, 0.5), quantile(took, 0.99)});
}

void measurement::measure_latency(const row& of, const monitored_program& program) {
  const std::vector<std::pair<std::string, std::string>> targets{
      {"one", std::string{metrics} + "/bench-00000"}, {"all", metrics}};
  canned_responses canned;
  for (const auto& [what, target] : targets)
    canned[target] = fetch_whole(program.address(), target).bytes;
  const forked_helper beast{
      tree_, "beast", [&](int port_to) { serve_bare_beast(canned, port_to); }};
  const http_address beast_address{static_cast<std::uint16_t>(std::stoul(beast.greeting())), {}};
  const auto time = options_.quick ? 200ms : 1000ms;
  const std::size_t rounds = options_.quick ? 1 : of.containers == 1000 ? 9 : 3;
  for (const auto& [what, target] : targets) {
    latency_finding found;
    found.containers = of.containers;
    found.what = what;
    found.bytes = canned[target].size();
    std::vector<load_result> ours;
    std::vector<load_result> bare;
    for (std::size_t round = 0; round < rounds; ++round)
      // The first one may have an advantage, so they take turns.
      for (const bool first : {true, false})
        if (first == (round % 2 == 0))
          ours.push_back(generate_load(program.address(), {target}, time));
        else
          bare.push_back(generate_load(beast_address, {target}, time));
    const auto middle = [](const std::vector<load_result>& of_rounds, double load_result::*member) {
      std::vector<double> values;
      for (const auto& each : of_rounds)
        values.push_back(each.*member);
      return median(values);
    };
    std::vector<double> rates;
    std::vector<double> tails;
    for (std::size_t i = 0; i < rounds; ++i) {
      rates.push_back(ours[i].requests_per_second / bare[i].requests_per_second);
      tails.push_back(ours[i].p99_us / bare[i].p99_us);
      found.failures += ours[i].failures + bare[i].failures;
    }
    found.rate_ratio = median(rates);
    found.p99_ratio = median(tails);
    found.per_second = middle(ours, &load_result::requests_per_second);
    found.p50_us = middle(ours, &load_result::p50_us);
    found.p99_us = middle(ours, &load_result::p99_us);
    found.bare_per_second = middle(bare, &load_result::requests_per_second);
    found.bare_p50_us = middle(bare, &load_result::p50_us);
    found.bare_p99_us = middle(bare, &load_result::p99_us);
    found.nginx_per_second = nginx_rate(tree_, canned[target], time);
    found_.latency.push_back(std::move(found));
  }
}

} // namespace docker_monitor::bench
