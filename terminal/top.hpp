#pragma once

#include "config/options.hpp"
#include "model/failure.hpp"

#include <functional>
#include <string>

namespace docker_monitor::terminal {

/// Runs `docker-monitor top` and returns the exit code: 0 ended by a key or a signal, or printed; 1
/// the instance is unreachable or refuses, or --once printed while the engine did not answer; 2 a
/// bad option, or no terminal. Errors go to standard error, one line each. After the first values
/// the view does not end when the instance is unreachable: it shows that and reconnects without
/// end.
int run_top(
    const config::options& options, const config::top_options& wanted,
    const std::function<model::expected<std::string>(const std::string& path)>& read_file);

} // namespace docker_monitor::terminal
