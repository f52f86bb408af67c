#include "bench/fleet/load_of_hosts.hpp"
#include "bench/machine/interruption.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  using namespace docker_monitor;
  bench::fleet_load_options options;
  options.report = [](const std::string& line) { std::cout << line << std::endl; };
  CLI::App app{"Imitates the hosts of a fleet towards a hub. fleet_cost.py starts it."};
  app.add_option("--files", options.files, "Directory with the fleet files of the hosts")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--containers", options.containers, "Containers of each host")
      ->check(CLI::Range(1, 20'000))
      ->capture_default_str();
  app.add_option("--busy", options.busy, "Share of the containers that change each second")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long the hosts send")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app.add_option("--alarms", options.alarms, "Alarms per second")->capture_default_str();
  app.add_option(
         "--flood", options.flood,
         "Messages per second that the first host sends too many, every other ten seconds")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    bench::imitate_hosts(options);
  } catch (const bench::harness_error& error) {
    std::cerr << "docker-monitor-fleet-load: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
