#pragma once

#include "model/failure.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::config {

/// Where alarms go where no sink is given.
constexpr std::string_view default_sink = "log:";

/// The directory for data where none is given and this one can be written.
constexpr std::string_view system_data_dir = "/var/lib/docker-monitor";

/// The cgroup file system of this machine.
constexpr std::string_view cgroup_mount = "/sys/fs/cgroup";

/// The proc file system of this machine.
constexpr std::string_view proc_mount = "/proc";

/// Where a container has the file systems of its host mounted.
constexpr std::string_view host_mount = "/host";

/// Where samples come from.
enum class source_choice : std::uint8_t {
  automatic, ///< cgroup files where a container's can be read, else the engine's API
  cgroup,
  engine,
};

/// The files HTTPS is served with, in PEM.
struct tls_files {
  std::string certificate; ///< ours and those up to its authority; empty: HTTP is plain
  std::string key;         ///< the private key of the first of them
  std::string client_ca;   ///< authorities of which clients must have a certificate; empty: any may

  bool operator==(const tls_files&) const = default;
};

/// Everything a user can set. `parse_invocation` fills it; config/option_table.cpp has the flag,
/// the default and the check of each member.
struct options {
  std::vector<std::string> listen; ///< `ADDR:PORT` or `unix:/path`
  std::string docker_host;         ///< empty: the first engine socket that exists
  source_choice source{};
  std::string cgroup_root; ///< empty: the host's where it is mounted, else our own
  std::string proc_root;   ///< likewise
  std::chrono::milliseconds interval{};
  std::vector<std::string> sinks; ///< sink URLs; empty: `default_sink`
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::vector<std::string> labels;      ///< container labels that may leave the program
  std::string data_dir;                 ///< empty: `default_data_dir`
  std::string rules;                    ///< file; empty: the built-in ones
  std::string record;                   ///< file that takes a recording; empty: none
  unsigned last_logs{};                 ///< log lines in the alarm of a container that went down
  std::chrono::hours keep_alarms_for{}; ///< age at which the alarm log forgets an alarm
  std::size_t keep_alarms{};            ///< alarms in the alarm log
  std::uint64_t history_size{};         ///< bytes of metric history on disk; 0: none there
  std::uint64_t history_memory{};       ///< bytes of metric history in memory; 0: no history
  std::size_t threads{};                ///< of the actor scheduler
  std::size_t demo{};                   ///< simulated containers; 0: a real engine
  std::size_t max_connections{};        ///< HTTP connections at once
  std::size_t max_connections_per_address{}; ///< 0: no limit but the one before
  std::size_t max_series{};                  ///< of containers and the host in `/metrics`
  std::string log_level;                     ///< `debug`, `info`, `warning` or `error`
  std::string log_format;                    ///< `text` or `json`
  std::string token_file;                    ///< tokens that clients must have; empty: none needed
  tls_files tls;                             ///< that HTTPS is served with
  std::chrono::milliseconds disk_usage{};    ///< between two questions for sizes; 0: none
  std::string host_name;                     ///< of this host in alarms; empty: the engine's name
  std::string external_url;                  ///< where people reach the page; empty: unknown
  std::string run_as;                        ///< user to become before listening; empty: no change
  bool show_logs{};                          ///< in API and page, too
  bool check_config{};                       ///< check everything, then exit

  bool operator==(const options&) const = default;
};

/// What the terminal view, `docker-monitor top`, is asked for.
struct top_options {
  std::string url;   ///< of the instance to ask; empty: the one that runs with the same options
  bool once = false; ///< print once and end
  bool all = false;  ///< stopped containers, too
  bool json = false; ///< print the API's answer rather than a table

  bool operator==(const top_options&) const = default;
};

/// What `docker-monitor silence` and `docker-monitor ack` are asked for.
struct control_options {
  std::string action; ///< of `silence`: `add`, `list` or `end`
  std::string id;     ///< of the silence to end, or the alarm
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::chrono::milliseconds lasts{0};
  std::string comment;

  bool operator==(const control_options&) const = default;
};

/// What the command line asks for.
struct invocation {
  enum class command : std::uint8_t {
    serve,       ///< run with the options
    print,       ///< print `text` (help or version) and exit 0
    healthcheck, ///< ask the running instance and exit 0 or 1
    print_rules, ///< print the built-in rules and exit 0
    replay,      ///< run the rules over `recording`, print the alarms, exit 0
    top,         ///< show what an instance serves in the terminal
    silence,     ///< control the silences of the running instance
    ack,         ///< acknowledge an alarm of the running instance
  };

  command what = command::serve;
  std::string text;
  std::string recording;   ///< of `replay`: the file
  top_options top;         ///< of `top`
  control_options control; ///< of `silence` and `ack`
  config::options options;
  std::vector<std::string> warnings; ///< one line each: what was given and is ignored
};

/// Where options come from beside the command line, so that tests can give their own.
struct option_sources {
  /// An environment variable; none where it is not set or empty.
  std::function<std::optional<std::string>(std::string_view name)> environment;
  /// A file's text, or why it can't be read.
  std::function<model::expected<std::string>(const std::string& path)> read_file;
  /// The names of all environment variables that are set, to warn of the unknown ones.
  std::function<std::vector<std::string>()> variable_names;
};

/// Reads the command line (without the program's name) and the other sources. Failures are
/// `bad_option`, one line that names the option and where it was given.
model::expected<invocation>
parse_invocation(const std::vector<std::string>& arguments, const option_sources& sources);

/// Where data is kept where no directory is named: `system_data_dir` if that can be written or
/// made, else below the user's own state directory (`$XDG_STATE_HOME`, else `~/.local/state`).
std::string default_data_dir(
    const std::function<bool(const std::string& path)>& writable,
    const std::optional<std::string>& state_home, const std::optional<std::string>& home);

/// Reads `250ms`, `1s`, `5m` or `2h`; none for anything else, and for a negative or fractional one.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// Reads a number of bytes, such as `512MB` (by 1000), `64MiB` (by 1024) or `0`; none for anything
/// else, and for more than an exabyte.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// The engine to watch where none is named: the first of Docker's socket, the rootless ones of
/// Docker and Podman, and Podman's that exists, else Docker's.
std::string default_docker_host(
    const std::function<bool(const std::string& path)>& exists,
    const std::optional<std::string>& runtime_directory);

/// A root of kernel files where none is named: the host's, as a container has it mounted under
/// `host_mount`, if that exists, else `path`.
std::string
default_root(const std::function<bool(const std::string& path)>& exists, std::string_view path);

} // namespace docker_monitor::config
