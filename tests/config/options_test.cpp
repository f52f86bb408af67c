#define CAF_SUITE config.options
#include "config/options.hpp"
#include "tests/config/options_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace options_test {

using namespace docker_monitor::config;
using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

using fixture = docker_monitor::tests::options_fixture;
using list = std::vector<std::string>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(options_tests, fixture)

CAF_TEST(defaults are those of the table) {
  const auto o = good({});
  CAF_CHECK(o.listen == list{"127.0.0.1:5000"});
  CAF_CHECK(o.interval == 1s);
  CAF_CHECK_EQUAL(o.threads, 1u);
  CAF_CHECK_EQUAL(o.log_level, "info");
  CAF_CHECK(o.sinks.empty());
  CAF_CHECK(o.source == source_choice::automatic);
  CAF_CHECK(o.cgroup_root.empty());
  CAF_CHECK_EQUAL(o.last_logs, 20u);
  CAF_CHECK(!o.show_logs);
  CAF_CHECK_EQUAL(o.keep_alarms, 100'000u);
  CAF_CHECK(o.keep_alarms_for == 720h);
  CAF_CHECK_EQUAL(o.history_size, 512'000'000u);
  CAF_CHECK_EQUAL(o.history_memory, 64u << 20);
  CAF_CHECK_EQUAL(o.max_connections, 1024u);
  CAF_CHECK_EQUAL(o.max_series, 200'000u);
  CAF_CHECK_EQUAL(o.log_format, "text");
  CAF_CHECK_EQUAL(o.demo, 0u);
  CAF_CHECK(
      o.labels
      == (list{
          "com.docker.compose.project", "com.docker.compose.service",
          "com.docker.compose.container-number"}));
}

CAF_TEST(the source is one of three words) {
  CAF_CHECK(good({"--source", "cgroup"}).source == source_choice::cgroup);
  CAF_CHECK(good({"--source=auto"}).source == source_choice::automatic);
  variables["DOCKER_MONITOR_SOURCE"] = "engine";
  CAF_CHECK(good({}).source == source_choice::engine);
  variables["DOCKER_MONITOR_SOURCE"] = "0";
  CAF_CHECK(bad({}).find("--source") != std::string::npos);
  variables.clear();
  CAF_CHECK(bad({"--source", "docker"}).find("--source") != std::string::npos);
}

CAF_TEST(the kernel files of the host are taken where a container has them mounted) {
  const auto mounted = [](const std::string& path) { return path == "/host/proc"; };
  CAF_CHECK_EQUAL(default_root(mounted, "/proc"), "/host/proc");
  CAF_CHECK_EQUAL(default_root(mounted, "/sys/fs/cgroup"), "/sys/fs/cgroup");
}

CAF_TEST(a flag beats the environment and that beats the file) {
  variables["DOCKER_MONITOR_INTERVAL"] = "2s";
  files["f.toml"] = "interval = \"3s\"\nthreads = 3\n";
  CAF_CHECK(good({"--config", "f.toml", "--interval", "5s"}).interval == 5s);
  CAF_CHECK(good({"--config", "f.toml"}).interval == 2s);
  variables.clear();
  CAF_CHECK(good({"--config", "f.toml"}).interval == 3s);
  CAF_CHECK_EQUAL(good({"--config", "f.toml"}).threads, 3u);
}

CAF_TEST(lists come from repeated flags or commas or arrays) {
  CAF_CHECK((good({"--sink", "a", "--sink=b"}).sinks == list{"a", "b"}));
  variables["DOCKER_MONITOR_SINKS"] = "a, b";
  CAF_CHECK((good({}).sinks == list{"a", "b"}));
  CAF_CHECK((good({"--sink", "c"}).sinks == list{"c"}));
  files["f.toml"] = "listen = [\"127.0.0.1:1\", \"unix:/x\"]\n";
  CAF_CHECK((good({"--config", "f.toml"}).listen == list{"127.0.0.1:1", "unix:/x"}));
}

CAF_TEST(the variable of the docker command names the engine) {
  variables["DOCKER_HOST"] = "tcp://h:1";
  CAF_CHECK_EQUAL(good({}).docker_host, "tcp://h:1");
}

CAF_TEST(what is wrong is one line that names it) {
  CAF_CHECK(bad({"--nonsense"}).find("--nonsense") != std::string::npos);
  CAF_CHECK(bad({"--interval", "5"}).find("--interval") != std::string::npos);
  CAF_CHECK(bad({"--interval", "1ms"}).find("100ms") != std::string::npos);
  CAF_CHECK(bad({"--threads", "0"}).find("--threads") != std::string::npos);
  CAF_CHECK(bad({"--log-level", "loud"}).find("--log-level") != std::string::npos);
  CAF_CHECK(bad({"stray"}).find("stray") != std::string::npos);
  CAF_CHECK(bad({"--config", "none.toml"}).find("none.toml: No such file") != std::string::npos);
  files["f.toml"] = "intervall = \"1s\"\n";
  CAF_CHECK(bad({"--config", "f.toml"}).find("intervall") != std::string::npos);
  variables["DOCKER_MONITOR_THREADS"] = "many";
  CAF_CHECK(bad({}).find("--threads") != std::string::npos);
}

CAF_TEST(receivers of remote write may be several) {
  CAF_CHECK(good({}).remote_write.empty());
  CAF_CHECK(
      good({"--remote-write", "http://a/w", "--remote-write", "http://b/w"}).remote_write
      == (list{"http://a/w", "http://b/w"}));
  variables["DOCKER_MONITOR_REMOTE_WRITE"] = "http://a/w,http://b/w?interval=1m";
  CAF_CHECK(good({}).remote_write == (list{"http://a/w", "http://b/w?interval=1m"}));
  variables.clear();
  files["f.toml"] = "remote-write = [\"http://c/w\"]\n";
  CAF_CHECK(good({"--config", "f.toml"}).remote_write == list{"http://c/w"});
}

CAF_TEST(the budget of series is a number) {
  CAF_CHECK_EQUAL(good({}).max_series, 200'000u);
  CAF_CHECK_EQUAL(good({"--max-series", "5000"}).max_series, 5000u);
  variables["DOCKER_MONITOR_MAX_SERIES"] = "0";
  CAF_CHECK_EQUAL(good({}).max_series, 0u);
  variables.clear();
  files["f.toml"] = "max-series = 7\n";
  CAF_CHECK_EQUAL(good({"--config", "f.toml"}).max_series, 7u);
  CAF_CHECK(bad({"--max-series", "-1"}).find("--max-series") != std::string::npos);
}

CAF_TEST(sizes of the history are numbers of bytes) {
  CAF_CHECK_EQUAL(good({}).history_size, 512'000'000u);
  CAF_CHECK_EQUAL(good({}).history_memory, 67'108'864u);
  CAF_CHECK_EQUAL(good({"--history-size", "2GB"}).history_size, 2'000'000'000u);
  variables["DOCKER_MONITOR_HISTORY_MEMORY"] = "0";
  CAF_CHECK_EQUAL(good({}).history_memory, 0u);
  CAF_CHECK(bad({"--history-size", "much"}).find("--history-size") != std::string::npos);
  CAF_CHECK(parse_bytes("1") == 1u);
  CAF_CHECK(parse_bytes("3KiB") == 3072u);
  for (const auto* text : {"", "MB", "-1", "1.5GB", "1 MB", "1mb", "99999999999999999TB"})
    CAF_CHECK(!parse_bytes(text));
}

CAF_TEST(an error of the command line says what to write) {
  const auto says = [this](const list& arguments, std::string_view what) {
    CAF_CHECK_EQUAL(bad(arguments), what);
  };
  says({"--interval"}, "--interval needs a value such as 1s; see docker-monitor --help");
  says({"--demo"}, "--demo needs a value such as 12; see docker-monitor --help");
  says({"--rules"}, "--rules needs a value: --rules FILE; see docker-monitor --help");
  says(
      {"--intervall", "1s"},
      "--intervall is not an option; did you mean --interval?; see docker-monitor --help");
  says(
      {"-interval", "1s"},
      "-interval is not an option; did you mean --interval?; see docker-monitor --help");
  says({"--interval", "5"}, "--interval: \"5\" has no unit; write 5s");
  says({"--keep-alarms-for", "720"}, "--keep-alarms-for: \"720\" has no unit; write 720h");
  says(
      {"--keep-alarms-for", "30d"},
      "--keep-alarms-for: \"30d\" is not a duration from 1h to 876000h; write it as 24h or "
      "720h");
  says(
      {"--keep-alarms-for", "9999999h"},
      "--keep-alarms-for: \"9999999h\" is not a duration from 1h to 876000h; write it as 24h or "
      "720h");
  says(
      {"--disk-usage", "9999999h"},
      "--disk-usage: \"9999999h\" is not a duration from 1m to 876000h; write it as 250ms, 1s or "
      "5m");
  says(
      {"silence", "add", "--include", "name=a", "--for", "8785h"},
      "--for: \"8785h\" is not a duration from 1s to 8784h; write it as 250ms, 1s or 5m");
  says(
      {"--interval", "2h"}, "--interval: \"2h\" is not a duration from 100ms to 1h; write it as "
                            "250ms, 1s or 5m");
  says(
      {"--history-size", "512 mb"}, "--history-size: \"512 mb\" is not a number of bytes; write "
                                    "it as 512MB, 64MiB or 0");
  says({"--threads", "1k"}, "--threads: \"1k\" is not a number from 1 to 64");
  says(
      {"--log-level", "warn"},
      "--log-level: \"warn\" is unknown; known: debug, info, warning, error");
  says({"--log-level", "INFO"}, "--log-level: \"INFO\" is unknown; did you mean \"info\"?");
  says({"--source", "x"}, "--source: \"x\" is unknown; known: auto, cgroup, engine");
  says(
      {"helthcheck"}, "unknown subcommand \"helthcheck\"; did you mean \"healthcheck\"?; see "
                      "docker-monitor --help");
  says({"top", "x"}, "\"x\" is one argument too many; see docker-monitor --help");
  says({"replay"}, "docker-monitor replay needs an argument: RECORDING; see docker-monitor --help");
  says({"--once"}, "--once belongs to docker-monitor top; see docker-monitor --help");
}

CAF_TEST(options and a subcommand come in any order) {
  for (const auto& arguments :
       {list{"top", "-a", "--listen", "unix:/x"}, list{"--listen", "unix:/x", "top", "--all"},
        list{"--all", "--listen=unix:/x", "--", "top"}}) {
    const auto parsed = parse(arguments);
    CAF_REQUIRE(parsed);
    CAF_CHECK(parsed->what == invocation::command::top);
    CAF_CHECK(parsed->top.all);
    CAF_CHECK(parsed->options.listen == list{"unix:/x"});
  }
  CAF_CHECK_EQUAL(invoke({"replay", "--", "--odd-name"}).recording, "--odd-name");
  CAF_CHECK_EQUAL(invoke({"replay", "top"}).recording, "top");
  CAF_CHECK(!parse({"top", "--all=false"})->top.all);
}

CAF_TEST(an unknown variable is a warning) {
  const auto warnings = [this] { return invoke({}).warnings; };
  CAF_CHECK(warnings().empty());
  variables = {
      {"DOCKER_MONITOR_INTERVAL", "2s"}, {"DOCKER_HOST", "tcp://h:1"}, {"DOCKER_CONFIG", "x"}};
  CAF_CHECK(warnings().empty());
  const auto warning = [&](const std::string& name) {
    variables = {{name, "x"}};
    const auto all = warnings();
    CAF_REQUIRE_EQUAL(all.size(), 1u);
    const auto begin = "the environment variable " + name + " is unknown and ignored";
    CAF_CHECK(all.front().starts_with(begin));
    return all.front().substr(std::min(begin.size(), all.front().size()));
  };
  CAF_CHECK_EQUAL(warning("DOCKER_MONITOR_INTERVALL"), "; did you mean DOCKER_MONITOR_INTERVAL?");
  CAF_CHECK_EQUAL(warning("DOCKER_MONITOR_SINK"), "; did you mean DOCKER_MONITOR_SINKS?");
  CAF_CHECK_EQUAL(warning("DOCKER_MONITOR_DOCKER_HOST"), "; did you mean DOCKER_HOST?");
  CAF_CHECK_EQUAL(warning("DOCKER_MONITOR_CONFIG"), "; --config belongs on the command line");
  CAF_CHECK_EQUAL(warning("DOCKER_MONITOR_QQQQQQQQQQ"), "");
}

CAF_TEST(a mistake in the file is one line with its place) {
  files["f.toml"] = "interval = \"3s\"\n\nthreads = \"3\"\n";
  CAF_CHECK_EQUAL(
      bad({"--config", "f.toml"}), "f.toml:3: threads: expected a whole number, without quotes");
  files["f.toml"] = "threads = 3\ninterval = \"3\"\n";
  CAF_CHECK_EQUAL(bad({"--config", "f.toml"}), "f.toml:2: interval: \"3\" has no unit; write 3s");
  files["f.toml"] = "[\n";
  CAF_CHECK(bad({"--config", "f.toml"}).starts_with("f.toml:"));
}

CAF_TEST(help and version print and exit) {
  const auto help = parse({"--help"});
  CAF_REQUIRE(help.has_value());
  CAF_CHECK(help->what == invocation::command::print);
  CAF_CHECK(help->text.starts_with("Usage: docker-monitor [OPTION]...\n"));
  CAF_CHECK(help->text.find("\n  healthcheck ") != std::string::npos);
  CAF_CHECK(
      help->text.find(
          "\n  --interval DURATION       Sampling interval of each container. (from 100ms to\n"
          "                            1h; default: 1s)\n")
      != std::string::npos);
  CAF_CHECK_EQUAL(invoke({"--nonsense", "-h"}).text, help->text);
  for (const auto* name : {"top", "healthcheck", "replay"}) {
    const auto own = parse({name, "--help"});
    CAF_REQUIRE(own.has_value());
    CAF_CHECK(own->text.starts_with("Usage: docker-monitor " + std::string{name} + " [OPTION]..."));
    CAF_CHECK(own->text.find("--config FILE") != std::string::npos);
    CAF_CHECK(own->text.find("--sink") == std::string::npos);
  }
  const auto version = parse({"--version"});
  CAF_REQUIRE(version.has_value());
  CAF_CHECK_EQUAL(version->text, "docker-monitor " DOCKER_MONITOR_VERSION "\n");
}

CAF_TEST(the options are printed for the readme and the man page) {
  const auto printed = parse({"--print-options"});
  CAF_REQUIRE(printed);
  CAF_CHECK(printed->what == invocation::command::print);
  const auto has = [&](std::string_view line) {
    return printed->text.find(line) != std::string::npos;
  };
  CAF_CHECK(has("| `--interval DURATION` | `DOCKER_MONITOR_INTERVAL` | 1s | Sampling interval"));
  CAF_CHECK(has("| `--sink URL` (repeatable) | `DOCKER_MONITOR_SINKS` | log: |"));
  CAF_CHECK(has("| `--docker-host URL` | `DOCKER_HOST` | the first engine socket that exists |"));
  CAF_CHECK(has("| `--source auto\\|cgroup\\|engine` |"));
  CAF_CHECK_EQUAL(invoke({"--print-options=markdown"}).text, printed->text);
  const auto man = parse({"--print-options=man"});
  CAF_REQUIRE(man);
  CAF_CHECK(
      man->text.find(".TP\n\\fB\\-\\-interval\\fR \\fIDURATION\\fR\nSampling interval of each "
                     "container.\nRange: from 100ms to 1h.\nDefault: 1s.\n"
                     "(\\fB\\%DOCKER_MONITOR_INTERVAL\\fR)\n")
      != std::string::npos);
  CAF_CHECK(bad({"--print-options=html"}).find("markdown, man") != std::string::npos);
}

CAF_TEST(the completions of a shell are printed) {
  const auto printed = parse({"--print-completion", "bash"});
  CAF_REQUIRE(printed);
  CAF_CHECK(printed->what == invocation::command::print);
  CAF_CHECK(
      printed->text.find("complete -F _docker_monitor docker-monitor\n") != std::string::npos);
  CAF_CHECK(invoke({"--print-completion=zsh"}).text.starts_with("#compdef docker-monitor\n"));
  CAF_CHECK(bad({"--print-completion", "tcsh"}).find("bash, zsh, fish") != std::string::npos);
}

CAF_TEST(healthcheck knows where to ask) {
  variables["DOCKER_MONITOR_LISTEN"] = "0.0.0.0:5000";
  const auto parsed = parse({"healthcheck"});
  CAF_REQUIRE(parsed.has_value());
  CAF_CHECK(parsed->what == invocation::command::healthcheck);
  CAF_CHECK(parsed->options.listen == list{"0.0.0.0:5000"});
  CAF_CHECK(parse({"healthcheck", "--listen", "unix:/x"})->options.listen == list{"unix:/x"});
}

CAF_TEST(a duration is a whole number and a unit) {
  CAF_CHECK(parse_duration("250ms") == 250ms);
  CAF_CHECK(parse_duration("1s") == 1s);
  CAF_CHECK(parse_duration("5m") == 5min);
  CAF_CHECK(parse_duration("2h") == 2h);
  for (const auto* text : {"", "5", "s", "-1s", "1.5s", "1d", "1 s", "99999999999999s"})
    CAF_CHECK(!parse_duration(text));
}

CAF_TEST(the engine is the first socket that exists) {
  const auto choose = [](const std::string& existing) {
    return default_docker_host(
        [&](const std::string& path) { return path == existing; }, "/run/user/7");
  };
  CAF_CHECK_EQUAL(choose("/var/run/docker.sock"), "unix:///var/run/docker.sock");
  CAF_CHECK_EQUAL(choose("/run/user/7/docker.sock"), "unix:///run/user/7/docker.sock");
  CAF_CHECK_EQUAL(choose("/run/podman/podman.sock"), "unix:///run/podman/podman.sock");
  CAF_CHECK_EQUAL(choose("nothing"), "unix:///var/run/docker.sock");
}

CAF_TEST(a host name and an address of the page are looked at) {
  const auto named = parse({"--host-name", "box-1.lan"});
  CAF_REQUIRE(named);
  CAF_CHECK_EQUAL(named->options.host_name, "box-1.lan");
  for (const auto* odd : {"a b", "a/b", "#", "\n"})
    CAF_CHECK(!parse({"--host-name", odd}));
  const auto with_url = parse({"--external-url", "https://m.example/docker/"});
  CAF_REQUIRE(with_url);
  CAF_CHECK_EQUAL(with_url->options.external_url, "https://m.example/docker/");
  for (const auto* odd :
       {"m.example", "ftp://m.example", "https://", "https://u:p@m.example", "https://m.example/?x",
        "https://m.example/#x", "http://h%0a/", "http://", "http:///x", "http://[::1", "http://[]/",
        "http://::1/", "http://ü/", "http:/h"})
    CAF_CHECK(!parse({"--external-url", odd}));
  for (const auto* odd :
       {"http://h:99999", "http://h:0", "http://h:", "http://h:x/", "http://[::1]:x"})
    CAF_CHECK(bad({"--external-url", odd}).find("no number from 1 to 65535") != std::string::npos);
  for (const auto* good_one :
       {"HTTP://h", "Https://m.example", "http://h:65535/x", "http://[::1]:5000/", "http://[::1]",
        "http://a_b.example"}) {
    const auto given = good({"--external-url", good_one}).external_url;
    CAF_CHECK_EQUAL(given, good_one);
  }
  CAF_CHECK(
      bad({"--external-url", "https://u:s3cret@m.example"}).find("s3cret") == std::string::npos);
}

CAF_TEST(a recording is replayed and the built - in rules are printed) {
  const auto replayed = parse({"replay", "--rules", "r.toml", "file"});
  CAF_REQUIRE(replayed);
  CAF_CHECK(replayed->what == invocation::command::replay);
  CAF_CHECK_EQUAL(replayed->recording, "file");
  CAF_CHECK_EQUAL(replayed->options.rules, "r.toml");
  CAF_CHECK(!parse({"replay"}));
  const auto printed = parse({"--print-rules"});
  CAF_REQUIRE(printed);
  CAF_CHECK(printed->what == invocation::command::print_rules);
}

CAF_TEST(data goes where it can be kept) {
  const auto yes = [](const std::string&) { return true; };
  const auto no = [](const std::string&) { return false; };
  CAF_CHECK_EQUAL(default_data_dir(yes, "/state", "/home/me"), "/var/lib/docker-monitor");
  CAF_CHECK_EQUAL(default_data_dir(no, "/state", "/home/me"), "/state/docker-monitor");
  CAF_CHECK_EQUAL(default_data_dir(no, {}, "/home/me"), "/home/me/.local/state/docker-monitor");
  CAF_CHECK_EQUAL(default_data_dir(no, {}, {}), "/var/lib/docker-monitor");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace options_test
