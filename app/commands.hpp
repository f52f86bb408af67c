#pragma once

#include "app/plan.hpp"
#include "model/failure.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::app {

/// The exit codes that users and scripts rely on; 0 is a requested end.
inline constexpr int exit_bad_option = 2;
inline constexpr int exit_cannot_listen = 3;

/// Prints the reason on stderr, in one line, and returns `code`.
int refuse(const model::failure& why, int code);

/// Prints a text on standard output. Returns 0, or prints the reason of a failure and returns 1.
int print(std::string_view text);

/// Prints the warnings of the options on stderr, one per line. `serve` writes its warnings to the
/// log, and a health check does not repeat those of the running instance.
void print_warnings(const config::invocation& asked);

/// Monitors until SIGTERM or SIGINT. Returns the exit code.
int serve(plan p);

/// Prints the alarms that the rules make of the recording at `path`, one JSON object per line.
int replay(const plan& p, const std::string& path);

/// Prints the problems of the rules, and that options and files are valid.
int check_config(const plan& p);

/// Queries the running instance's `/healthz`. Returns 0 or 1.
int healthcheck(const plan& p);

} // namespace docker_monitor::app
