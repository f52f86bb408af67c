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

/// The sink if none is configured.
constexpr std::string_view default_sink = "log:";

/// The data directory if none is configured and this one can be written.
constexpr std::string_view system_data_dir = "/var/lib/docker-monitor";

/// The cgroup file system of this machine.
constexpr std::string_view cgroup_mount = "/sys/fs/cgroup";

/// The proc file system of this machine.
constexpr std::string_view proc_mount = "/proc";

/// Where a container has the file systems of its host mounted.
constexpr std::string_view host_mount = "/host";

/// Where samples come from.
enum class source_choice : std::uint8_t {
  automatic, ///< cgroup files if a container's can be read, else the engine's API
  cgroup,
  engine,
};

/// The files for HTTPS, in PEM.
struct tls_files {
  std::string certificate; ///< certificate and chain; empty: plain HTTP
  std::string key;         ///< the private key of the first of them
  std::string client_ca;   ///< authorities of the clients' certificates; empty: clients need none

  bool operator==(const tls_files&) const = default;
};

/// All options of the program. `parse_invocation` sets them; config/option_table.hpp has the flag,
/// the default and the check of each member.
struct options {
  std::vector<std::string> listen; ///< `ADDR:PORT` or `unix:/path`
  std::string docker_host;         ///< empty: the first engine socket that exists
  source_choice source{};
  std::string cgroup_root; ///< empty: the host's if it is mounted, else `cgroup_mount`
  std::string proc_root;   ///< empty: the host's if it is mounted, else `proc_mount`
  std::chrono::milliseconds interval{};
  std::vector<std::string> sinks;        ///< sink URLs; empty: `default_sink`
  std::vector<std::string> remote_write; ///< URLs that take samples
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::vector<std::string> labels;      ///< container labels that may leave the program
  std::string data_dir;                 ///< empty: `default_data_dir`
  std::string rules;                    ///< file; empty: the built-in ones
  std::string record;                   ///< file that takes a recording; empty: none
  unsigned last_logs{};                 ///< log lines in the alarm of a container that went down
  std::chrono::hours keep_alarms_for{}; ///< age at which an alarm is removed from the alarm log
  std::size_t keep_alarms{};            ///< alarms in the alarm log
  std::uint64_t history_size{};         ///< bytes of metric history on disk; 0: none there
  std::uint64_t history_memory{};       ///< bytes of metric history in memory; 0: no history
  std::size_t threads{};                ///< of the actor scheduler
  std::size_t demo{};                   ///< simulated containers; 0: a real engine
  std::size_t max_connections{};        ///< HTTP connections at once
  std::size_t max_connections_per_address{}; ///< 0: no limit except `max_connections`
  std::size_t max_series{};                  ///< of containers and the host in `/metrics`
  std::string log_level;                     ///< `debug`, `info`, `warning` or `error`
  std::string log_format;                    ///< `text` or `json`
  std::string token_file;                    ///< tokens that clients must have; empty: none
                                             ///< required
  tls_files tls;                             ///< for HTTPS
  std::chrono::milliseconds disk_usage{};    ///< interval of queries for sizes; 0: none
  std::string host_name;                     ///< of this host in alarms; empty: the engine's name
  std::string external_url;                  ///< URL of the page for people; empty: unknown
  std::string run_as;                        ///< user to become before listening; empty: no change
  std::string fleet;                         ///< file of the hub that is reported to; empty: none
  std::string fleet_listen;                  ///< of a hub: where its nats-server listens
  std::string nats;             ///< of a hub: a nats-server that is not its own; empty: its own
  std::string nats_credentials; ///< of a hub: the file for it
  bool show_logs{};             ///< in API and page too
  bool check_config{};          ///< check everything and exit

  bool operator==(const options&) const = default;
};

/// The arguments of the terminal view, `docker-monitor top`.
struct top_options {
  std::string url;   ///< of the instance; empty: the instance with the same options
  bool once = false; ///< print once and end
  bool all = false;  ///< include stopped containers
  bool json = false; ///< print the API's answer instead of a table
  std::string sort;  ///< the column that the table is sorted by; empty: the usual one

  bool operator==(const top_options&) const = default;
};

/// The arguments of `docker-monitor silence` and `docker-monitor ack`.
struct control_options {
  std::string action; ///< of `silence`: `add`, `list` or `end`
  std::string id;     ///< of the silence to end, or the alarm
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::chrono::milliseconds lasts{0};
  std::string comment;

  bool operator==(const control_options&) const = default;
};

/// What `docker-monitor hub` is asked for.
struct hub_options {
  std::string action; ///< `invite`, `hosts`, `revoke` or `remove`; empty: run the hub
  std::string name;   ///< of the host
  std::string output; ///< of `invite`: the fleet file, or the directory of many
  std::string from;   ///< of `invite`: a file with a name a line
  std::string group;  ///< of `invite`: that the hosts are put into

  bool operator==(const hub_options&) const = default;
};

/// The parsed command line.
struct invocation {
  enum class command : std::uint8_t {
    serve,       ///< run with the options
    print,       ///< print `text` (help or version) and exit 0
    healthcheck, ///< check the running instance and exit 0 or 1
    print_rules, ///< print the built-in rules and exit 0
    replay,      ///< run the rules over `recording`, print the alarms, exit 0
    top,         ///< show an instance in the terminal
    silence,     ///< control the silences of the running instance
    ack,         ///< acknowledge an alarm of the running instance
    sink,        ///< send a test alarm to the sink that `sink` names
    hub,         ///< run the hub of a fleet, or manage its hosts
  };

  command what = command::serve;
  std::string text;
  std::string recording;   ///< of `replay`: the file
  top_options top;         ///< of `top`
  control_options control; ///< of `silence` and `ack`
  std::string sink;        ///< of `sink`: the URL
  hub_options hub;         ///< of `hub`
  config::options options;
  std::vector<std::string> warnings; ///< one line each: what is ignored
};

/// The sources of options besides the command line; tests replace them.
struct option_sources {
  /// Returns an environment variable; none if it is unset or empty.
  std::function<std::optional<std::string>(std::string_view name)> environment;
  /// Returns a file's text, or the reason why it can't be read.
  std::function<model::expected<std::string>(const std::string& path)> read_file;
  /// Returns the names of all environment variables, for warnings about unknown ones.
  std::function<std::vector<std::string>()> variable_names;
};

/// Parses the command line (without the program's name) and the other sources. Failures are
/// `bad_option`, one line with the option and its source.
model::expected<invocation>
parse_invocation(const std::vector<std::string>& arguments, const option_sources& sources);

/// Returns the data directory if none is configured: `system_data_dir` if it can be written or
/// created, else one below the user's state directory (`$XDG_STATE_HOME`, else `~/.local/state`).
std::string default_data_dir(
    const std::function<bool(const std::string& path)>& writable,
    const std::optional<std::string>& state_home, const std::optional<std::string>& home);

/// The longest duration that an option, a rule or a URL takes: 100 years. It can be added to every
/// time before 2162 and subtracted from every time after 1777 without an overflow.
constexpr std::chrono::hours max_duration{876'000};

/// Parses `250ms`, `1s`, `5m` or `2h`; none for anything else, including negative or fractional
/// numbers, and for more than `max_duration`.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// Parses a number of bytes, such as `512MB` (by 1000), `64MiB` (by 1024) or `0`; none for anything
/// else, and for more than an exabyte.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// Returns the engine if none is configured: the first existing one of Docker's socket, the
/// rootless ones of Docker and Podman, and Podman's, else Docker's.
std::string default_docker_host(
    const std::function<bool(const std::string& path)>& exists,
    const std::optional<std::string>& runtime_directory);

/// Returns a root of kernel files if none is configured: that of the host, mounted in a container
/// under `host_mount`, if it exists, else `path`.
std::string
default_root(const std::function<bool(const std::string& path)>& exists, std::string_view path);

/// Returns the flags of `docker run` for the kernel files of the host that are not mounted in this
/// container and that no option names: `-v /proc:/host/proc:ro`. Empty if none is missing.
std::string
missing_mounts(const options& given, const std::function<bool(const std::string& path)>& exists);

} // namespace docker_monitor::config
