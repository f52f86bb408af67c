#include "bench/machine/monitored_program.hpp"

#include "bench/machine/interruption.hpp"

#include <charconv>

namespace docker_monitor::bench {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

std::vector<std::string>
joined(std::vector<std::string> arguments, const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

} // namespace

std::string data_directory_of(const std::string& docker_host) {
  constexpr std::string_view scheme = "unix://";
  return docker_host.substr(scheme.size(), docker_host.rfind('/') + 1 - scheme.size()) + "data";
}

monitored_program::monitored_program(
    const cgroup_tree& tree, const std::string& path, const std::string& docker_host,
    std::chrono::milliseconds interval, const std::vector<std::string>& more)
    : process_{
        tree,
        "program",
        joined(
            {path, "--docker-host", docker_host, "--source", "cgroup", "--interval",
             std::to_string(interval.count()) + "ms", "--listen", "127.0.0.1:0", "--sink",
             "log:", "--data-dir", data_directory_of(docker_host)},
            more),
        docker_host,
        &out_,
        &err_} {
  await_ready(more);
}

void monitored_program::await_ready(const std::vector<std::string>& arguments) {
  const auto deadline = process_.started_at() + 60s;
  constexpr std::string_view announcement = "://127.0.0.1:";
  std::string said;
  while (address_.port == 0) {
    const auto line = err_.next(deadline);
    if (!line)
      throw harness_error("docker-monitor does not serve; it said: " + said);
    said = *line;
    const auto at = line->find(announcement);
    if (at == std::string::npos || line->find("serving on ") == std::string::npos)
      continue;
    std::from_chars(
        line->data() + at + announcement.size(), line->data() + line->size(), address_.port);
    address_.tls = line->find("https://") != std::string::npos;
  }
  auto asked = address_;
  constexpr std::string_view unix_socket = "unix:";
  for (const auto& argument : arguments)
    if (argument.starts_with(unix_socket))
      asked.unix_path = argument.substr(unix_socket.size());
  while (steady_clock::now() < deadline) {
    const auto answer = call(asked, "GET", "/readyz", 1s);
    if (answer && answer->status == 200) {
      start_time_ = steady_clock::now() - process_.started_at();
      return;
    }
    pause_for(1ms);
  }
  throw harness_error("docker-monitor does not get ready within a minute");
}

steady_clock::time_point monitored_program::await_alarm(const std::string& text) {
  if (!out_.find(text, steady_clock::now() + 10s))
    throw harness_error("no alarm for " + text + " within ten seconds");
  return steady_clock::now();
}

} // namespace docker_monitor::bench
