// Parses the command line and runs the subcommand.

#include "app/command/control.hpp"
#include "app/command/sink_test.hpp"
#include "app/commands.hpp"
#include "app/fleet/hub.hpp"
#include "app/fleet/hub_commands.hpp"
#include "app/plan.hpp"
#include "config/options.hpp"
#include "config/rule_file.hpp"
#include "terminal/top.hpp"

#include <utility>

int main(int argc, char** argv) {
  using namespace docker_monitor;
  const auto asked = config::parse_invocation(
      {argv + 1, argv + argc}, {app::environment, app::read_file, app::variable_names});
  if (!asked)
    return app::refuse(asked.error(), app::exit_bad_option);
  app::print_warnings(*asked);
  if (asked->what == config::invocation::command::print)
    return app::print(asked->text);
  if (asked->what == config::invocation::command::print_rules)
    return app::print(config::default_rules());
  if (asked->what == config::invocation::command::top)
    return terminal::run_top(asked->options, asked->top, app::read_file);
  if (asked->what == config::invocation::command::hub && !asked->hub.action.empty())
    return app::run_hub_command(asked->options, asked->hub);
  auto made = app::make_plan(asked->options);
  if (!made)
    return app::refuse(made.error(), app::exit_bad_option);
  if (asked->what == config::invocation::command::healthcheck)
    return app::healthcheck(*made);
  if (asked->what == config::invocation::command::silence)
    return app::run_silence(*made, asked->control);
  if (asked->what == config::invocation::command::ack)
    return app::run_ack(*made, asked->control);
  if (asked->what == config::invocation::command::sink)
    return app::test_sink(*made, asked->sink);
  if (asked->what == config::invocation::command::replay)
    return app::replay(*made, asked->recording);
  if (asked->what == config::invocation::command::hub)
    if (const auto problem = app::hub_problem(made->options))
      return app::refuse(*problem, app::exit_bad_option);
  if (made->options.check_config)
    return app::check_config(*made);
  made->warnings = asked->warnings;
  if (asked->what == config::invocation::command::hub)
    return app::serve_hub(*std::move(made));
  return app::serve(*std::move(made));
}
