#include "config/options.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>

namespace docker_monitor::config {

using namespace model;

namespace {

using command = invocation::command;

failure bad(std::string message) {
  return {failure_code::bad_option, std::move(message)};
}

/// An option as every source knows it.
struct known_option {
  std::string flag;        ///< without the dashes; the key in a file, too
  std::string environment; ///< the variable
  bool list = false;
};

source_choice parse_source(std::string_view word) {
  if (word == "cgroup")
    return source_choice::cgroup;
  return word == "engine" ? source_choice::engine : source_choice::automatic;
}

/// The command line's grammar over one set of options.
class grammar {
 public:
  grammar()
      : app_(
          "Status, CPU, memory and alarms of every container on a Docker host.", "docker-monitor") {
    app_.set_help_flag("-h,--help", "print this and exit");
    app_.add_flag("--version", version, "print the version and exit");
    app_.get_formatter()->column_width(34);
    app_.require_subcommand(0, 1);
    healthcheck_ = app_.add_subcommand(
        "healthcheck", "ask the running instance whether it is alive; exit 0 or 1");
    healthcheck_->fallthrough();
    replay_ = app_.add_subcommand(
        "replay", "run --rules over a recording of --record and print the alarms as JSON lines");
    replay_->add_option("RECORDING", recording, "the file")->required()->type_name("");
    replay_->fallthrough();
    add_top();
    list("listen", options.listen, "ADDR:PORT or unix:/path to serve HTTP on (127.0.0.1:5000)");
    one("docker-host", options.docker_host,
        "engine, unix:///path or tcp://host:port (the first socket that exists)", "DOCKER_HOST");
    one("source", source, "of samples: auto, cgroup (files) or engine (its API) (auto)")
        ->check(CLI::IsMember({"auto", "cgroup", "engine"}).description(""));
    one("cgroup-root", options.cgroup_root,
        "cgroup file system (/host/sys/fs/cgroup, else /sys/fs/cgroup)");
    one("proc-root", options.proc_root, "proc file system (/host/proc, else /proc)");
    one("interval", interval, "sampling interval per container, 100ms to 1h (1s)");
    list(
        "sink", options.sinks,
        "where alarms go: log:, amqp://…, https://… (webhook), alertmanager+http://…, mqtt://… "
        "(log:)",
        "DOCKER_MONITOR_SINKS");
    one("rules", options.rules, "TOML file of alarm rules, read again on SIGHUP (built-in)");
    one("last-logs", options.last_logs,
        "log lines that the alarm of a down brings along to sinks with logs=true (0)")
        ->check(CLI::Range(0, 1000).description(""));
    one("data-dir", options.data_dir,
        "where alarms and state are kept (/var/lib/docker-monitor, else the user's own)");
    one("keep-alarms", options.keep_alarms, "alarms kept in the history (100000)")
        ->check(CLI::Range(1, 100'000'000).description(""));
    one("keep-alarms-for", keep_alarms_for, "how long (720h)");
    one("history-size", history_size, "figures of the past on disk at most, 0 for none (512MB)");
    one("history-memory", history_memory,
        "figures of the last 15 minutes in memory at most, 0 for no history (64MiB)");
    one("record", options.record, "file that takes a recording of events and samples (none)");
    list(
        "allow-host", options.allowed_hosts,
        "Host header to accept, * for any (loopback names, bound addresses)",
        "DOCKER_MONITOR_ALLOW_HOSTS");
    one("token-file", options.token_file,
        "file of bearer tokens, one a line, read again on SIGHUP: clients must have one (none)");
    one("tls-cert", options.tls.certificate,
        "PEM file of a certificate and its chain, read again on SIGHUP: serve HTTPS (plain HTTP)");
    one("tls-key", options.tls.key, "PEM file of its private key (none)");
    one("tls-client-ca", options.tls.client_ca,
        "PEM file of authorities: clients must have a certificate of one (none)");
    list("include", options.include, "watch only name=GLOB, image=GLOB, label=KEY[=VALUE] (all)");
    list(
        "exclude", options.exclude, "do not watch name=GLOB, image=GLOB, label=KEY[=VALUE] (none)");
    list(
        "label", options.labels, "container label that may be shown (compose's own)",
        "DOCKER_MONITOR_LABELS");
    one("threads", options.threads, "actor scheduler threads (1)")
        ->check(CLI::Range(1, 64).description(""));
    one("demo", options.demo, "serve N simulated containers, no engine needed (off)")
        ->check(CLI::Range(0, 100'000).description(""));
    one("max-connections", options.max_connections, "HTTP connections at once (1024)")
        ->check(CLI::Range(1, 1'000'000).description(""));
    one("max-series", options.max_series, "series of containers in /metrics (200000)")
        ->check(CLI::Range(0, 100'000'000).description(""));
    one("log-level", options.log_level, "debug, info, warning or error (info)")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}).description(""));
    one("log-format", options.log_format, "text or json, on stderr (text)")
        ->check(CLI::IsMember({"text", "json"}).description(""));
    one("run-as", options.run_as, "when root, become this user before listening (stay root)");
    app_.add_option("--config", config, "TOML file with these options as keys")
        ->type_name("FILE")
        ->envname("")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app_.add_flag("--print-rules", print_rules, "print the built-in alarm rules and exit");
    app_.add_flag("--print-options", print_options, "print these options as a table and exit");
    app_.add_flag("--check-config", options.check_config, "check options and files, then exit");
    app_.footer(
        "Every option but --config, --check-config, --print-…, --help and --version is also\n"
        "an environment variable (DOCKER_MONITOR_ and its name, lists separated by commas) and a\n"
        "key of the file; flag beats environment beats file.  DOCKER_TLS_VERIFY and\n"
        "DOCKER_CERT_PATH: as docker has them.\n"
        "RABBITMQ_HOST, _PORT, _USER, _PASSWORD: adds an amqp sink for dojot's "
        "alarm-manager.\n\n"
        "Exit codes: 0 stopped by a signal; 2 bad option or file; 3 cannot listen.");
  }

  void parse(std::vector<std::string> arguments) {
    std::ranges::reverse(arguments); // as CLI11 wants them
    app_.parse(std::move(arguments));
  }

  [[nodiscard]] bool given(const std::string& flag) const {
    return app_.get_option("--" + flag)->count() > 0;
  }

  [[nodiscard]] const std::vector<known_option>& known() const { return known_; }
  [[nodiscard]] std::string help() const { return app_.help(); }

  /// The options as a table in Markdown.
  [[nodiscard]] std::string reference() const {
    std::string table = "| option | environment | default | |\n|---|---|---|---|\n";
    for (const auto& known : known_) {
      auto text = app_.get_option("--" + known.flag)->get_description();
      // The default is what is in the last parentheses.
      const auto open = text.rfind(" (");
      std::string given;
      if (open != std::string::npos && text.ends_with(')')) {
        given = text.substr(open + 2, text.size() - open - 3);
        text.resize(open);
      }
      table.append("| `--").append(known.flag).append(known.list ? "` (repeatable)" : "`");
      table.append(" | `").append(known.environment).append("` | ").append(given);
      table.append(" | ").append(text).append(" |\n");
    }
    return table;
  }
  [[nodiscard]] bool is_healthcheck() const { return healthcheck_->parsed(); }
  [[nodiscard]] bool is_replay() const { return replay_->parsed(); }
  [[nodiscard]] bool is_top() const { return top_->parsed(); }

  config::options options;
  std::string source;
  std::string interval;
  std::string keep_alarms_for;
  std::string history_size;
  std::string history_memory;
  std::string recording;
  top_options top;
  std::string format;
  bool print_rules = false;
  bool print_options = false;
  std::string config;
  bool version = false;

 private:
  void add_top() {
    top_ = app_.add_subcommand("top", "show containers and alarms of an instance in the terminal");
    top_->get_formatter()->column_width(34);
    top_->add_option(
            "--url", top.url,
            "instance: http://host:port, https://… or unix:/path (the first --listen)")
        ->type_name("");
    top_->add_flag("--once", top.once, "print a table once and exit");
    top_->add_option("--format", format, "of --once: table, or json as the API gives it (table)")
        ->type_name("")
        ->check(CLI::IsMember({"table", "json"}).description(""));
    top_->add_flag("-a,--all", top.all, "stopped containers, too");
    top_->footer(
        "--token-file FILE: the first line is the bearer token; it, --listen, --tls-cert and\n"
        "--tls-key also count from the environment and --config.  --once takes a pipe, the view\n"
        "needs a terminal.  An https certificate of your own: SSL_CERT_FILE names its authority;\n"
        "those who ask for one are shown --tls-cert.\n\n"
        "Keys: arrows, PgUp, PgDn, Home, End choose; Enter shows one; c m n b p u, < and > sort;\n"
        "r reverses; / filters; g groups by compose project; a shows stopped ones; A alarms;\n"
        "? help; q ends.\n\n"
        "Exit codes: 0 ended by q or a signal; 1 the instance does not answer or refuses;\n"
        "2 bad option, or no terminal.");
    top_->fallthrough();
  }

  template <class T>
  CLI::Option*
  one(const std::string& flag, T& value, const std::string& text,
      const std::string& variable = {}) {
    remember(flag, variable, false);
    auto* option = app_.add_option("--" + flag, value, text);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)->type_name("");
    return option;
  }

  void list(
      const std::string& flag, std::vector<std::string>& values, const std::string& text,
      const std::string& variable = {}) {
    remember(flag, variable, true);
    app_.add_option("--" + flag, values, text)
        ->type_name("")
        ->type_size(1)
        ->allow_extra_args(false);
  }

  void remember(const std::string& flag, const std::string& variable, bool is_list) {
    auto name = "DOCKER_MONITOR_" + flag;
    for (auto& c : name)
      c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    known_.push_back({flag, variable.empty() ? name : variable, is_list});
  }

  CLI::App app_;
  CLI::App* healthcheck_ = nullptr;
  CLI::App* replay_ = nullptr;
  CLI::App* top_ = nullptr;
  std::vector<known_option> known_;
};

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream{text};
  for (std::string part; std::getline(stream, part, ',');) {
    const auto begin = part.find_first_not_of(" \t");
    const auto end = part.find_last_not_of(" \t");
    if (begin != std::string::npos)
      parts.push_back(part.substr(begin, end - begin + 1));
  }
  return parts;
}

/// The file's keys with their values; a key that is no option is an error.
expected<std::map<std::string, std::vector<std::string>>>
read_config(const std::string& path, const option_sources& sources, const grammar& g) {
  auto text = sources.read_file(path);
  if (!text)
    return bad("--config " + path + ": " + text.error().message);
  std::map<std::string, std::vector<std::string>> keys;
  try {
    std::istringstream stream{*text};
    for (const auto& item : CLI::ConfigTOML{}.from_config(stream)) {
      const auto name = item.fullname();
      if (name == "++" || name == "--")
        continue;
      const bool known =
          std::ranges::any_of(g.known(), [&](const auto& k) { return k.flag == name; });
      if (!known)
        return bad(std::string{"--config "}
                       .append(path)
                       .append(": unknown key \"")
                       .append(name)
                       .append("\"; see --help"));
      keys[name] = item.inputs;
    }
  } catch (const std::exception& error) {
    return bad("--config " + path + ": " + error.what());
  }
  return keys;
}

/// The command line with what the environment and the file add to it.
expected<std::vector<std::string>> complete(
    const std::vector<std::string>& arguments, const grammar& first,
    const option_sources& sources) {
  std::map<std::string, std::vector<std::string>> file;
  if (!first.config.empty()) {
    auto keys = read_config(first.config, sources, first);
    if (!keys)
      return keys.error();
    file = *std::move(keys);
  }
  auto completed = arguments;
  for (const auto& option : first.known()) {
    if (first.given(option.flag))
      continue;
    std::vector<std::string> values;
    if (const auto value = sources.environment(option.environment))
      values = option.list ? split_list(*value) : std::vector<std::string>{*value};
    else if (const auto found = file.find(option.flag); found != file.end())
      values = found->second;
    for (const auto& value : values)
      completed.push_back(std::string{"--"}.append(option.flag).append("=").append(value));
  }
  return completed;
}

/// Sets `into` where the option is given; else leaves the default.
std::optional<failure>
read_bytes(const std::string& given, const std::string& flag, std::uint64_t& into) {
  if (given.empty())
    return std::nullopt;
  const auto bytes = parse_bytes(given);
  if (!bytes)
    return bad(
        "--" + flag + ": \"" + given + "\" is no number of bytes; write it as 512MB, 64MiB or 0");
  into = *bytes;
  return std::nullopt;
}

expected<invocation> finish(grammar& g) {
  invocation result;
  result.what = g.is_healthcheck() ? command::healthcheck
                : g.is_replay()    ? command::replay
                : g.is_top()       ? command::top
                : g.print_rules    ? command::print_rules
                                   : command::serve;
  result.recording = g.recording;
  if (!g.format.empty() && !g.top.once)
    return bad("--format: belongs to --once; add it, or leave --format out");
  result.top = std::move(g.top);
  result.top.json = g.format == "json";
  result.options = std::move(g.options);
  result.options.source = parse_source(g.source);
  if (!g.interval.empty()) {
    const auto interval = parse_duration(g.interval);
    using namespace std::chrono_literals;
    if (!interval || *interval < 100ms || *interval > 1h)
      return bad(
          "--interval: \"" + g.interval
          + "\" is no duration from 100ms to 1h; write it as 250ms, 1s or 5m");
    result.options.interval = *interval;
  }
  if (!g.keep_alarms_for.empty()) {
    const auto time = parse_duration(g.keep_alarms_for);
    if (!time || *time < std::chrono::hours{1})
      return bad(
          "--keep-alarms-for: \"" + g.keep_alarms_for
          + "\" is no duration of an hour or more; write it as 720h");
    result.options.keep_alarms_for = std::chrono::floor<std::chrono::hours>(*time);
  }
  if (const auto why = read_bytes(g.history_size, "history-size", result.options.history_size))
    return *why;
  if (const auto why =
          read_bytes(g.history_memory, "history-memory", result.options.history_memory))
    return *why;
  if (result.options.listen.empty())
    result.options.listen = {"127.0.0.1:5000"};
  if (result.options.labels.empty())
    result.options.labels = {
        "com.docker.compose.project", "com.docker.compose.service",
        "com.docker.compose.container-number"};
  return result;
}

} // namespace

expected<invocation>
parse_invocation(const std::vector<std::string>& arguments, const option_sources& sources) {
  grammar first;
  try {
    first.parse(arguments);
    if (first.version) {
      invocation result;
      result.what = command::print;
      result.text = "docker-monitor " DOCKER_MONITOR_VERSION "\n";
      return result;
    }
    if (first.print_options) {
      invocation result;
      result.what = command::print;
      result.text = first.reference();
      return result;
    }
    const auto completed = complete(arguments, first, sources);
    if (!completed)
      return completed.error();
    grammar second;
    second.parse(*completed);
    return finish(second);
  } catch (const CLI::CallForHelp&) {
    invocation result;
    result.what = command::print;
    // Of the commands only this has a screenful of its own to say.
    result.text = first.is_top() ? first.help() : grammar{}.help();
    return result;
  } catch (const CLI::ParseError& error) {
    std::string message = error.what();
    std::ranges::replace(message, '\n', ' ');
    return bad(message + "; see docker-monitor --help");
  }
}

} // namespace docker_monitor::config
