#include "simulator/api/version.hpp"
#include "simulator/simulated_engine.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <map>

namespace {

using namespace docker_monitor;

void add_options(CLI::App& app, simulator::simulation_options& options) {
  app.add_option(
      "--socket", options.socket_path, "Unix socket to serve on; without it, a free loopback port");
  app.add_option("--containers", options.containers, "Containers at the start")
      ->capture_default_str();
  app.add_flag("--lively", options.lively, "Crashes, stops, pauses and the like happen");
  app.add_option("--seed", options.seed, "The same seed gives the same containers")
      ->capture_default_str();
  app.add_option(
         "--api", options.api_version, "API version: 1.41 is as 20.10, 1.45 as 26.1, 1.52 as 29.0")
      ->capture_default_str();
  app.add_option("--min-api", options.min_api_version, "Oldest API version accepted");
  app.add_option("--one-shot-delay", options.one_shot_delay, "Time before a one-shot sample")
      ->transform(CLI::AsNumberWithUnit(
          std::map<std::string, std::int64_t>{{"ms", 1}, {"s", 1000}},
          CLI::AsNumberWithUnit::DEFAULT))
      ->default_str("0");
  app.add_option("--cores", options.cores, "Cores of the simulated host")->capture_default_str();
  const std::map<std::string, simulator::event_order> orders{
      {"20.10", simulator::event_order::die_then_stop},
      {"26.1", simulator::event_order::stop_then_die}};
  app.add_option("--event-order", options.order, "Of a stop: as 20.10 or as 26.1")
      ->transform(CLI::Transformer(orders));
  const std::map<std::string, simulator::engine_brand> brands{
      {"Docker", simulator::engine_brand::docker}, {"Podman", simulator::engine_brand::podman}};
  app.add_option("--server", options.brand, "Docker or Podman")
      ->transform(CLI::Transformer(brands));
}

/// Blocks until SIGTERM or SIGINT, which must have been blocked before any thread started.
void wait_for(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
}

} // namespace

int main(int argc, char** argv) {
  simulator::simulation_options options;
  CLI::App app{"Serves simulated containers as a Docker Engine would, and misbehaves on command."};
  add_options(app, options);
  CLI11_PARSE(app, argc, argv);
  if (simulator::api_number(options.api_version) == 0) {
    std::cerr << "--api: " << options.api_version << " is not a version such as 1.45\n";
    return 2;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  simulator::simulated_engine engine{options};
  if (const auto started = engine.start(); !started) {
    std::cerr << started.error().message << '\n';
    return 3;
  }
  std::cout << "serving " << options.containers << " containers on " << engine.docker_host()
            << std::endl;
  wait_for(signals);
}
