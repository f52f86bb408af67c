#include "bench/machine/cgroup_farm.hpp"
#include "bench/machine/interruption.hpp"
#include "bench/measurement/bare_loop.hpp"
#include "bench/measurement/measurement.hpp"
#include "bench/report/report.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include <unistd.h>

namespace {

using namespace docker_monitor;

/// Returns the docker-monitor beside this program.
std::string default_program() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "docker-monitor";
}

std::map<std::string, std::int64_t> units() {
  return {{"ms", 1}, {"s", 1000}};
}

void add_options(CLI::App& app, bench::measurement_options& options, std::string& json) {
  app.add_option("--program", options.program, "The docker-monitor to measure")
      ->check(CLI::ExistingFile)
      ->capture_default_str();
  app.add_option("--rows", options.rows, "Numbers of containers")
      ->delimiter(',')
      ->check(CLI::Range(1, 20'000))
      ->capture_default_str();
  app.add_option("--loads", options.loads, "What containers do: idle, waking, busy")
      ->delimiter(',')
      ->transform(CLI::Transformer(std::map<std::string, bench::load>{
          {"idle", bench::load::idle},
          {"waking", bench::load::waking},
          {"busy", bench::load::busy}}))
      ->default_str("idle,waking,busy");
  app.add_option_function<std::int64_t>(
         "--interval", [&](std::int64_t ms) { options.interval = std::chrono::milliseconds{ms}; },
         "Sampling interval (1s, from 10,000 containers on 5s)")
      ->transform(CLI::AsNumberWithUnit(units()))
      ->type_name("TIME");
  app.add_option_function<std::int64_t>(
         "--seconds", [&](std::int64_t seconds) { options.window = std::chrono::seconds{seconds}; },
         "How long CPU time is counted in each round (10 intervals of 1s, 5 of 5s)")
      ->check(CLI::Range(1, 3600));
  app.add_option(
         "--only", options.only,
         "Questions: cost, latency, alarm, start, evenness, interfaces, history, tls (all)")
      ->delimiter(',')
      ->check(CLI::IsMember(
          {"cost", "latency", "alarm", "start", "evenness", "interfaces", "history", "tls"}));
  app.add_flag("--quick", options.quick, "Rows 1 and 10 in short rounds: does it work at all?");
  app.add_option("--json", json, "File to write all numbers to (standard output)");
  app.add_option(
      "--against", options.against,
      "Command of another program to measure over the same containers; {socket} in it becomes "
      "the path of the engine's socket, which is in DOCKER_HOST, too");
  app.add_option_function<std::string>(
         "--with", [&](const std::string& text) { options.with = CLI::detail::split(text, ' '); },
         "Arguments of docker-monitor, such as \"--fleet web-1.fleet\": only what they add to its "
         "cost is measured")
      ->type_name("TEXT");
  app.add_option_function<std::int64_t>(
         "--settle", [&](std::int64_t ms) { options.settle = std::chrono::milliseconds{ms}; },
         "How long that program gets before it is measured (10s)")
      ->transform(CLI::AsNumberWithUnit(units()))
      ->type_name("TIME");
  app.footer("Writes JSON; bench/report.py prints its tables and draws its chart.\n"
             "Runs as root, makes cgroup directories below docker/ and removes them again.\n"
             "A whole run takes about fourteen minutes; nothing else should run meanwhile.");
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file{path};
  file << text;
  file.close();
  if (file)
    return true;
  std::cerr << path << ": cannot be written\n";
  return false;
}

/// Measures and writes what was found, also what was found before an error, to a file, or without
/// its name to standard output.
int measure(bench::measurement_options options, const std::string& json) {
  const bench::cgroup_tree tree;
  bench::fork_server fork_server; // forked while the harness is small
  bench::take_interruptions();
  if (const auto count = bench::remove_leftovers(tree); count > 0)
    std::cerr << "removed " << count << " containers an earlier run left\n";
  options.report = [](const std::string& text) { std::cerr << text << std::endl; };
  bench::measurement run{std::move(options), tree, fork_server};
  int code = EXIT_SUCCESS;
  try {
    run.run();
  } catch (const bench::harness_error& error) {
    std::cerr << "docker-monitor-bench: " << error.what() << '\n';
    code = EXIT_FAILURE;
  }
  auto found = run.result();
  found.machine = bench::describe_machine();
  if (json.empty())
    std::cout << bench::to_json(found);
  else if (!write_file(json, bench::to_json(found)))
    code = EXIT_FAILURE;
  return code;
}

} // namespace

int main(int argc, char** argv) {
  bench::measurement_options options;
  options.program = default_program();
  std::string json;
  CLI::App app{"Measures docker-monitor from outside: what sampling costs, how fast it answers."};
  add_options(app, options, json);
  CLI11_PARSE(app, argc, argv);
  if (options.quick && app.get_option("--rows")->empty())
    options.rows = {1, 10};
  if ((!options.against.empty() || !options.with.empty()) && app.get_option("--rows")->empty())
    options.rows = {100};
  if (geteuid() != 0) {
    std::cerr << "docker-monitor-bench: run it as root, it makes cgroup directories\n";
    return 2;
  }
  try {
    return measure(std::move(options), json);
  } catch (const bench::harness_error& error) {
    std::cerr << "docker-monitor-bench: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
