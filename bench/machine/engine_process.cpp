#include "bench/machine/engine_process.hpp"

#include "bench/load/http_call.hpp"
#include "bench/machine/interruption.hpp"
#include "simulator/simulated_engine.hpp"

#include <nlohmann/json.hpp>

#include <utility>

#include <unistd.h>

namespace docker_monitor::bench {

namespace {

simulator::private_socket make_socket() {
  auto made = simulator::private_socket::create();
  if (!made)
    throw harness_error(made.error().message);
  return *std::move(made);
}

simulator::simulation_options
options_for(const cgroup_tree& tree, const std::vector<farm_container>& containers) {
  simulator::simulation_options options;
  options.api_version = tree.v2() ? "1.45" : "1.41"; // 26.1 on v2, 20.10 on v1
  for (const auto& container : containers)
    options.given.push_back({container.id, container.pid});
  return options;
}

void serve(const simulator::simulation_options& options, int greeting) {
  simulator::simulated_engine engine{options};
  if (!engine.start())
    return;
  const auto line = engine.docker_host() + '\n';
  if (write(greeting, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    return;
  for (;;)
    pause();
}

} // namespace

engine_process::engine_process(
    const cgroup_tree& tree, const std::vector<farm_container>& containers)
    : socket_{make_socket()}, helper_{tree, "engine", [&](int greeting) {
                                        auto options = options_for(tree, containers);
                                        options.socket_path = socket_.path();
                                        serve(options, greeting);
                                      }} {}

void engine_process::order(std::string_view target) const {
  const auto answer = call({0, socket_path()}, "POST", target);
  if (!answer || answer->status >= 300)
    throw harness_error("the simulated engine refuses " + std::string{target});
}

std::map<std::string, std::uint64_t> engine_process::calls() const {
  const auto answer = call({0, socket_path()}, "GET", "/simulator/calls");
  if (!answer || answer->status != 200)
    throw harness_error("the simulated engine does not report its calls");
  return nlohmann::json::parse(answer->body()).get<std::map<std::string, std::uint64_t>>();
}

} // namespace docker_monitor::bench
