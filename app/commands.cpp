#include "app/commands.hpp"

#include "app/alarm_path.hpp"
#include "app/command/healthcheck.hpp"
#include "app/privileges.hpp"
#include "config/standard_output.hpp"
#include "model/recording/replay.hpp"
#include "model/text.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

namespace docker_monitor::app {

int refuse(const model::failure& why, int code) {
  std::cerr << "docker-monitor: " << model::one_line(why.message) << '\n';
  return code;
}

int print(std::string_view text) {
  const auto problem = config::print(text);
  return problem ? refuse(*problem, EXIT_FAILURE) : EXIT_SUCCESS;
}

void print_warnings(const config::invocation& asked) {
  using command = config::invocation::command;
  const bool runs_hub = asked.what == command::hub && asked.hub.action.empty();
  const bool serves = (asked.what == command::serve || runs_hub) && !asked.options.check_config;
  if (serves || asked.what == command::healthcheck)
    return;
  for (const auto& warning : asked.warnings)
    std::cerr << "docker-monitor: " << model::one_line(warning) << '\n';
}

int replay(const plan& p, const std::string& path) {
  const auto text = read_file(path);
  if (!text)
    return refuse(
        {model::failure_code::bad_option, path + ": " + text.error().message}, exit_bad_option);
  const auto alarms = model::replay(*text, p.rules);
  if (!alarms)
    return refuse({alarms.error().code, path + ": " + alarms.error().message}, exit_bad_option);
  std::string lines;
  for (const auto& alarm : *alarms)
    lines.append(model::to_json(alarm)).append("\n");
  return print(lines);
}

int check_config(const plan& p) {
  if (const auto known = check_user(p.options.run_as); !known)
    return refuse(known.error(), exit_bad_option);
  for (const auto& problem : lint(p.rules, p.sinks))
    std::cerr << "docker-monitor: " << model::one_line(problem) << '\n';
  return print("options are fine\n");
}

int healthcheck(const plan& p) {
  const auto healthy = check_health(p.listen.front(), p.options.tls, std::chrono::seconds{3});
  return healthy ? EXIT_SUCCESS : refuse(healthy.error(), EXIT_FAILURE);
}

} // namespace docker_monitor::app
