#pragma once

#include "config/options.hpp"
#include "engine/api/endpoint.hpp"
#include "http/server/listen_address.hpp"
#include "http/tls/tls_identity.hpp"
#include "logging/log_output.hpp"
#include "model/container/container_filter.hpp"
#include "model/failure.hpp"
#include "model/fleet/fleet_file.hpp"
#include "model/rule/rules.hpp"
#include "sinks/remote_write/remote_write_url.hpp"
#include "sinks/sink_url.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::app {

/// The options with the content of all files they name, checked before anything starts.
struct plan {
  config::options options;
  std::vector<std::string> warnings; ///< one line each: options that are ignored
  std::vector<http::listen_address> listen;
  std::vector<sinks::sink_url> sinks;
  std::vector<sinks::remote_write_url> remote_writes;
  model::container_filter filter;
  model::rule_set rules;
  engine::endpoint engine;
  std::vector<std::string> tokens;        ///< empty if none is required
  http::tls_context_ptr tls;              ///< null for plain HTTP
  std::optional<model::fleet_file> fleet; ///< of the hub that this agent reports to
};

/// Returns an environment variable; none if it is unset or empty.
std::optional<std::string> environment(std::string_view name);

/// Returns how options and environment want the log to be written.
logging::log_settings log_settings_of(const config::options& options);

/// Returns the names of all environment variables.
std::vector<std::string> variable_names();

/// Returns the whole text of a file. Fails with `bad_option` and the system's reason.
model::expected<std::string> read_file(const std::string& path);

/// Returns the rules of the file, or the built-in ones if `path` is empty.
model::expected<model::rule_set> read_rules(const std::string& path);

/// Reads every file that the options name and checks every value. Fails with the first problem.
model::expected<plan> make_plan(const config::options& options);

} // namespace docker_monitor::app
