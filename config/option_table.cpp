// The options, one row each; those of subcommands are in subcommand_options.cpp. A row that needs a
// new kind of value adds it to option_value.hpp.

#include "config/option_table.hpp"

#include "config/option_checks.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace docker_monitor::config {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view serving = "Serving HTTP";
constexpr std::string_view access = "Access control";
constexpr std::string_view watching = "What is watched";
constexpr std::string_view sampling = "Sampling";
constexpr std::string_view alarms = "Alarms";
constexpr std::string_view data = "Data and history";
constexpr std::string_view process = "The process";
constexpr std::string_view information = "Configuration and information";
constexpr std::string_view fleet = "Many hosts";

/// Returns the default of a root of kernel files, see `default_root`.
std::string root_text(std::string_view mount) {
  return std::string{host_mount}.append(mount).append(" if it exists, else ").append(mount);
}

std::vector<option_row> make_table() {
  return {
      {.group = serving,
       .flag = "listen",
       .environment = "DOCKER_MONITOR_LISTEN",
       .value = texts("ADDR:PORT", &options::listen),
       .initial = "127.0.0.1:5000",
       .help = "Address to serve HTTP on: ADDR:PORT or unix:/path.",
       .scope = of_serve | of_top | of_healthcheck},
      {.group = serving,
       .flag = "allow-host",
       .environment = "DOCKER_MONITOR_ALLOW_HOSTS",
       .value = texts("NAME", &options::allowed_hosts),
       .default_text = "loopback names and the bound addresses",
       .example = "monitor.example",
       .help = "Host name that requests may be addressed to. * allows every name, @local every IP "
               "address and every name without a dot.",
       .more = "This protects browsers from DNS rebinding. The image has @local."},
      {.group = serving,
       .flag = "max-connections",
       .environment = "DOCKER_MONITOR_MAX_CONNECTIONS",
       .value = number(&options::max_connections, 1, 1'000'000),
       .initial = "1024",
       .help = "Maximum number of HTTP connections at once.",
       .more = "At the limit, the longest idle connection of the address that has most is closed."},
      {.group = serving,
       .flag = "max-connections-per-address",
       .environment = "DOCKER_MONITOR_MAX_CONNECTIONS_PER_ADDRESS",
       .value = number(&options::max_connections_per_address, 0, 1'000'000),
       .initial = "0",
       .default_text = "no limit",
       .example = "32",
       .help = "Maximum number of HTTP connections of one client address. 0 sets no limit.",
       .more = "Beyond it, new connections are answered with 503. Behind a proxy all clients have "
               "the address of the proxy. An IPv6 client counts by its network of 64 bits. Unix "
               "sockets have no limit."},
      {.group = serving,
       .flag = "max-series",
       .environment = "DOCKER_MONITOR_MAX_SERIES",
       .value = number(&options::max_series, 0, 100'000'000),
       .initial = "200000",
       .help = "Maximum number of series of containers and the host in /metrics.",
       .more = "Beyond it whole containers are left out, the last by name; "
               "docker_monitor_containers_dropped counts them, and "
               "docker_monitor_series_dropped_total counts their series in each answer of new "
               "values."},
      {.group = serving,
       .flag = "label",
       .environment = "DOCKER_MONITOR_LABELS",
       .value = texts("KEY", &options::labels),
       .initial = "com.docker.compose.project,com.docker.compose.service,"
                  "com.docker.compose.container-number",
       .help = "Container label that may leave the program."},
      {.group = access,
       .flag = "token-file",
       .environment = "DOCKER_MONITOR_TOKEN_FILE",
       .value = text("FILE", &options::token_file),
       .default_text = "none",
       .help =
           "File of bearer tokens, one per line, read again on SIGHUP. Clients must send one of "
           "them.",
       .more = "Empty lines and lines that begin with # are ignored. /healthz and the page itself "
               "need no token. After SIGHUP a client that follows the stream must come back with "
               "a valid token. docker-monitor top sends the first token of the file.",
       .scope = of_serve | of_top},
      {.group = access,
       .flag = "tls-cert",
       .environment = "DOCKER_MONITOR_TLS_CERT",
       .value = text("FILE", &tls_files::certificate),
       .default_text = "plain HTTP",
       .help = "PEM file of the certificate and its chain, read again on SIGHUP. HTTPS is then "
               "served.",
       .more = "TLS is version 1.2 or newer. Unix sockets stay plain. Send SIGHUP after each "
               "renewal: until then docker-monitor top does not accept the instance as its own. "
               "docker-monitor top shows the certificate to an instance that asks for one.",
       .scope = of_serve | of_top | of_healthcheck},
      {.group = access,
       .flag = "tls-key",
       .environment = "DOCKER_MONITOR_TLS_KEY",
       .value = text("FILE", &tls_files::key),
       .default_text = "none",
       .help = "PEM file of the private key of the certificate, without a password.",
       .scope = of_serve | of_top | of_healthcheck},
      {.group = access,
       .flag = "tls-client-ca",
       .environment = "DOCKER_MONITOR_TLS_CLIENT_CA",
       .value = text("FILE", &tls_files::client_ca),
       .default_text = "none",
       .help =
           "PEM file of certificate authorities. Clients must have a certificate of one of them.",
       .more = "The authorities may be roots or not. The program's own certificate is accepted, "
               "too."},
      {.group = watching,
       .flag = "docker-host",
       .environment = "DOCKER_HOST",
       .value = text("URL", &options::docker_host),
       .default_text = "the first engine socket that exists",
       .example = "unix:///var/run/docker.sock",
       .help = "Container engine to watch: unix:///path or tcp://host:port.",
       .more = "The default is the socket of Docker, of a rootless Docker or of Podman. TLS is "
               "configured by DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, as for the docker command.",
       .scope = of_serve | of_silence | of_ack},
      {.group = watching,
       .flag = "include",
       .environment = "DOCKER_MONITOR_INCLUDE",
       .value = texts("PATTERN", &options::include),
       .default_text = "all containers",
       .example = "name=web-*",
       .help = "Watch only containers that match: name=GLOB, image=GLOB or label=KEY[=VALUE].",
       .scope = of_serve | of_silence},
      {.group = watching,
       .flag = "exclude",
       .environment = "DOCKER_MONITOR_EXCLUDE",
       .value = texts("PATTERN", &options::exclude),
       .default_text = "none",
       .example = "name=ci-*",
       .help = "Do not watch containers that match such a pattern, even if they are included.",
       .scope = of_serve | of_silence},
      {.group = watching,
       .flag = "demo",
       .environment = "DOCKER_MONITOR_DEMO",
       .value = number(&options::demo, 0, 100'000),
       .initial = "0",
       .default_text = "off",
       .example = "12",
       .help = "Watch N simulated containers. No engine is needed."},
      {.group = sampling,
       .flag = "interval",
       .environment = "DOCKER_MONITOR_INTERVAL",
       .value = duration(&options::interval, 100ms, 1h),
       .initial = "1s",
       .help = "Sampling interval of each container."},
      {.group = sampling,
       .flag = "source",
       .environment = "DOCKER_MONITOR_SOURCE",
       .value = choice(&options::source, {"auto", "cgroup", "engine"}),
       .initial = "auto",
       .help = "Where samples come from: the kernel's cgroup files, or the engine's API. auto "
               "decides for each container.",
       .more = "auto takes the files where they can be read. The API costs the host some 250 "
               "times as much."},
      {.group = sampling,
       .flag = "disk-usage",
       .environment = "DOCKER_MONITOR_DISK_USAGE",
       .value = duration(&options::disk_usage, 1min),
       .default_text = "off",
       .example = "10m",
       .help = "How often the engine is asked for the sizes of containers, images and volumes.",
       .more = "The engine walks its disks for each answer, which costs it time and reading."},
      {.group = sampling,
       .flag = "cgroup-root",
       .environment = "DOCKER_MONITOR_CGROUP_ROOT",
       .value = text("DIR", &options::cgroup_root),
       .default_text = root_text(cgroup_mount),
       .help = "cgroup file system of the host."},
      {.group = sampling,
       .flag = "proc-root",
       .environment = "DOCKER_MONITOR_PROC_ROOT",
       .value = text("DIR", &options::proc_root),
       .default_text = root_text(proc_mount),
       .help = "proc file system of the host."},
      {.group = alarms,
       .flag = "sink",
       .environment = "DOCKER_MONITOR_SINKS",
       .value = texts("URL", &options::sinks),
       .default_text = std::string{default_sink},
       .example = default_sink,
       .help = "Where alarms go: log:, amqp://, https:// (webhook), alertmanager+http://, "
               "mqtt:// or smtp:// (e-mail).",
       .more = "See SINKS. A sink that is given replaces the default."},
      {.group = alarms,
       .flag = "host-name",
       .environment = "DOCKER_MONITOR_HOST_NAME",
       .value = checked_text("NAME", &options::host_name, host_name_problem),
       .default_text = "the engine's name, else the machine's",
       .example = "box-1",
       .help = "Name of this host in alarms and metrics.",
       .more = "Alarms that are open keep the name that they were raised with."},
      {.group = alarms,
       .flag = "external-url",
       .environment = "DOCKER_MONITOR_EXTERNAL_URL",
       .value = checked_text("URL", &options::external_url, external_url_problem),
       .default_text = "none",
       .example = "https://monitor.example",
       .help = "Address at which people reach the page. Alarms then carry a link."},
      {.group = alarms,
       .flag = "rules",
       .environment = "DOCKER_MONITOR_RULES",
       .value = text("FILE", &options::rules),
       .default_text = "built-in rules",
       .help = "TOML file of alarm rules, read again on SIGHUP.",
       .more = "See RULES.",
       .scope = of_serve | of_replay},
      {.group = alarms,
       .flag = "last-logs",
       .environment = "DOCKER_MONITOR_LAST_LOGS",
       .value = number(&options::last_logs, 0, 1000),
       .initial = "20",
       .help = "Number of log lines that an alarm of a container that went down carries, where "
               "they may be shown.",
       .more = "Sinks with logs=true get them, and what a failing health check wrote. Logs can "
               "hold secrets."},
      {.group = alarms,
       .flag = "show-logs",
       .environment = "DOCKER_MONITOR_SHOW_LOGS",
       .value = on_or_off(&options::show_logs),
       .default_text = "off",
       .help = "Show log lines, the output of health checks and the commands of containers in API "
               "and page, too.",
       .more = "This needs a token or a client authority, or addresses that only this machine can "
               "reach: all of that can hold secrets.",
       .bare = "true"},
      {.group = alarms,
       .flag = "keep-alarms",
       .environment = "DOCKER_MONITOR_KEEP_ALARMS",
       .value = number(&options::keep_alarms, 1, 100'000'000),
       .initial = "100000",
       .help = "Number of alarms that the alarm log keeps."},
      {.group = alarms,
       .flag = "keep-alarms-for",
       .environment = "DOCKER_MONITOR_KEEP_ALARMS_FOR",
       .value = duration(&options::keep_alarms_for, 1h),
       .initial = "720h",
       .help = "How long the alarm log keeps an alarm."},
      {.group = data,
       .flag = "data-dir",
       .environment = "DOCKER_MONITOR_DATA_DIR",
       .value = text("DIR", &options::data_dir),
       .default_text = std::string{system_data_dir} + ", else the user's state directory",
       .help = "Directory for alarms, history and what is known of containers.",
       .more = "The user's state directory is $XDG_STATE_HOME/docker-monitor or "
               "~/.local/state/docker-monitor. It is the default if the first directory cannot be "
               "written.",
       .scope = of_serve | of_silence | of_ack | of_hub},
      {.group = data,
       .flag = "history-size",
       .environment = "DOCKER_MONITOR_HISTORY_SIZE",
       .value = bytes(&options::history_size),
       .initial = "512MB",
       .help = "Maximum disk space for the metric history. 0 keeps none on disk.",
       .more = "The oldest values go first."},
      {.group = data,
       .flag = "history-memory",
       .environment = "DOCKER_MONITOR_HISTORY_MEMORY",
       .value = bytes(&options::history_memory),
       .initial = "64MiB",
       .help = "Maximum memory for the metric history of the last 15 minutes. 0 switches the "
               "history off.",
       .more = "With many containers the resolution falls before the limit is exceeded."},
      {.group = data,
       .flag = "remote-write",
       .environment = "DOCKER_MONITOR_REMOTE_WRITE",
       .value = texts("URL", &options::remote_write),
       .default_text = "none",
       .example = "http://prometheus:9090/api/v1/write",
       .help = "Receiver of Prometheus' remote write that /metrics is sent to.",
       .more = "interval=15s in the query sets how often. Up to 64 MiB of samples wait in the data "
               "directory for a receiver that is away."},
      {.group = data,
       .flag = "record",
       .environment = "DOCKER_MONITOR_RECORD",
       .value = text("FILE", &options::record),
       .default_text = "none",
       .help = "File to append a recording of events and samples to, for docker-monitor replay.",
       .more = "It is made of JSON lines: events, inspections and changed samples. It holds names, "
               "labels and values, and no logs."},
      {.group = process,
       .flag = "threads",
       .environment = "DOCKER_MONITOR_THREADS",
       .value = number(&options::threads, 1, 64),
       .initial = "1",
       .help = "Threads of the actor scheduler."},
      {.group = process,
       .flag = "run-as",
       .environment = "DOCKER_MONITOR_RUN_AS",
       .value = text("USER", &options::run_as),
       .default_text = "no change of user",
       .help = "When started as root, become this user before listening.",
       .more = "The group of the engine's socket is kept."},
      {.group = process,
       .flag = "log-level",
       .environment = "DOCKER_MONITOR_LOG_LEVEL",
       .value = choice(&options::log_level, {"debug", "info", "warning", "error"}),
       .initial = "info",
       .help = "Lowest level that is logged, on standard error."},
      {.group = process,
       .flag = "log-format",
       .environment = "DOCKER_MONITOR_LOG_FORMAT",
       .value = choice(&options::log_format, {"text", "json"}),
       .initial = "text",
       .help = "Format of the log."},
      {.group = information,
       .flag = "config",
       .value = text("FILE", &parsed_options::config),
       .help = "TOML file of options.",
       .more = "See above.",
       .scope = of_serve | of_top | of_healthcheck | of_replay | of_silence | of_ack | of_hub},
      {.group = information,
       .flag = "check-config",
       .value = on_or_off(&options::check_config),
       .help = "Check all options and the files they name, and exit.",
       .bare = "true"},
      {.group = information,
       .flag = "print-rules",
       .value = on_or_off(&parsed_options::print_rules),
       .help = "Print the built-in alarm rules and exit.",
       .bare = "true"},
      {.group = information,
       .flag = "print-options",
       .value = choice(&parsed_options::reference, {"markdown", "man"}),
       .help = "Print this list as a table in Markdown, or as a part of a man page, and exit.",
       .bare = "markdown"},
      {.group = information,
       .flag = "print-completion",
       .value = choice(&parsed_options::shell, {"bash", "zsh", "fish"}),
       .help = "Print the completions of this shell and exit.",
       .more = "Installing puts them where each shell looks for them."},
      {.group = information,
       .flag = "version",
       .value = on_or_off(&parsed_options::version),
       .help = "Print the version and exit.",
       .bare = "true"},
      {.group = information,
       .flag = "help",
       .letter = 'h',
       .value = on_or_off(&parsed_options::help),
       .help = "Print this help and exit.",
       .scope = of_serve | of_top | of_healthcheck | of_replay,
       .bare = "true"},
      {.group = fleet,
       .flag = "fleet",
       .environment = "DOCKER_MONITOR_FLEET",
       .value = text("FILE", &options::fleet),
       .default_text = "none",
       .example = "web-1.fleet",
       .help = "Report to the hub that has written this file with docker-monitor hub invite.",
       .more = "The file holds the secret of this host: it must be readable by its owner only."},
  };
}

} // namespace

std::span<const option_row> option_table() {
  static const auto table = [] {
    auto rows = make_table();
    std::ranges::move(subcommand_options(), std::back_inserter(rows));
    return rows;
  }();
  return table;
}

const option_row* find_option(std::span<const option_row> table, std::string_view flag) {
  const auto found = std::ranges::find(table, flag, &option_row::flag);
  return found == table.end() ? nullptr : &*found;
}

std::string value_missing(const option_row& option, std::string_view where) {
  const auto example = option.example.empty() ? option.initial : option.example;
  auto message = std::string{where} + " needs a value";
  if (example.empty())
    return message.append(": --").append(option.flag).append(" ").append(option.value.metavar);
  return message.append(" such as ").append(split_list(example).front());
}

std::string variable_by_rule(std::string_view flag) {
  std::string name{variable_prefix};
  for (const char c : flag)
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

} // namespace docker_monitor::config
