#pragma once

#include "config/options.hpp"
#include "model/failure.hpp"
#include "model/fleet/roster.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace docker_monitor::app {

/// Returns the directory of the hub's files.
std::string hub_path(const config::options& options);

/// An address and a port, as in `--fleet-listen`.
struct fleet_address {
  std::string address;
  std::uint16_t port = 0;
};

/// Reads `ADDR:PORT`. Fails with `bad_option`.
model::expected<fleet_address> parse_fleet_listen(const std::string& text);

/// Returns the `HOST:PORT` that hosts connect to, or the URLs of `--nats`. Fails with `bad_option`.
model::expected<std::string> dialled_address(const config::options& options);

/// Returns what is wrong with the options of a hub; none if they are valid.
std::optional<model::failure> hub_problem(const config::options& options);

/// Returns the table that `docker-monitor hub hosts` prints. The names of groups are made safe to
/// print.
std::string hosts_table(const model::fleet_roster& roster);

/// Runs `docker-monitor hub invite`, `hosts`, `revoke` and `remove`; returns the exit code.
int run_hub_command(const config::options& options, const config::hub_options& asked);

} // namespace docker_monitor::app
