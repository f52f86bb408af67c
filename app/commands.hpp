#pragma once

#include "app/plan.hpp"
#include "model/failure.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::app {

/// The exit codes that users and scripts rely on; 0 is a requested end.
inline constexpr int exit_bad_option = 2;
inline constexpr int exit_cannot_listen = 3;

/// Prints why on stderr, in one line, and returns `code`.
int refuse(const model::failure& why, int code);

/// Prints a text on standard output; returns 1, and says why, where that takes no more.
int print(std::string_view text);

/// Prints the warnings of the options on stderr, one a line. Those of `serve` are for its log, and
/// a health check does not repeat what the running instance has logged.
void print_warnings(const config::invocation& asked);

/// Monitors until SIGTERM or SIGINT; returns the exit code.
int serve(plan p);

/// Prints the alarms that the rules make of the recording at `path`, one JSON object a line.
int replay(const plan& p, const std::string& path);

/// Prints whether the options and files are fine, and what is doubtful in the rules.
int check_config(const plan& p);

/// Asks the running instance's `/healthz`; returns 0 or 1.
int healthcheck(const plan& p);

} // namespace docker_monitor::app
