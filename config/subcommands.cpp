#include "config/subcommands.hpp"

namespace docker_monitor::config {

std::span<const subcommand_row> subcommand_table() {
  static constexpr subcommand_row table[] = {
      {.what = invocation::command::top,
       .scope = of_top,
       .name = "top",
       .operand = "",
       .help = "Show the containers and alarms of a running instance in the terminal.",
       .footer =
           "Every other option is accepted, too, and has no effect. The first line of the token "
           "file is the token that is sent. The view needs a terminal, --once does not. "
           "SSL_CERT_FILE names the authority of an https certificate of your own; --tls-cert "
           "is "
           "shown to an instance that asks for a certificate.\n\n"
           "Keys: arrows, PgUp, PgDn, Home and End choose; Enter shows one container; c m n b p "
           "u, < and > sort; r reverses; / filters; g groups by compose project; a shows "
           "stopped "
           "ones; A shows alarms; ? helps; q ends.\n\n"
           "Exit codes: 0 ended by q or a signal; 1 the instance does not answer or refuses, or "
           "--once has printed the last values of an engine that does not answer; 2 bad option, or "
           "no terminal.",
       .examples = "docker-monitor top --all\n"
                   "docker-monitor top --once --format json\n"
                   "docker-monitor top --url https://monitor.example:5000 --token-file tokens"},
      {.what = invocation::command::healthcheck,
       .scope = of_healthcheck,
       .name = "healthcheck",
       .operand = "",
       .help = "Ask the instance that runs with the same options whether it is alive.",
       .footer = "Exit codes: 0 the instance is alive; 1 it is not; 2 bad option or file.",
       .examples = "docker-monitor healthcheck\n"
                   "docker-monitor healthcheck --listen 127.0.0.1:8080"},
      {.what = invocation::command::replay,
       .scope = of_replay,
       .name = "replay",
       .operand = "RECORDING",
       .help = "Run the alarm rules over a recording of --record and print the alarms as JSON "
               "lines.",
       .footer = "Exit codes: 0 done; 2 bad option, rules or recording.",
       .examples = "docker-monitor --record recording\n"
                   "docker-monitor replay --rules rules.toml recording"},
      {.what = invocation::command::silence,
       .scope = of_silence,
       .name = "silence",
       .operand = "add|list|end",
       .second_operand = "ID",
       .help = "Send no new incidents of some containers to sinks: add --include PATTERN --for "
               "DURATION, list, or end ID.",
       .footer =
           "--include and --exclude choose the containers that the silence is about; of several "
           "patterns any may match.\n\n"
           "The running instance with the same --data-dir and --docker-host is asked, through a "
           "socket in its data directory that only its user and root can use. A silence works at "
           "once and is kept over restarts. What opens meanwhile is sent when the silence is over, "
           "if it still is open then; what ends is always sent. Sinks with mode=events, the API "
           "and the page show everything.\n\n"
           "Exit codes: 0 done; 1 the instance does not answer or refuses; 2 bad option.",
       .examples = "docker-monitor silence add --include 'name=web-*' --for 2h --comment update\n"
                   "docker-monitor silence list\n"
                   "docker-monitor silence end 3f9c01aa"},
      {.what = invocation::command::ack,
       .scope = of_ack,
       .name = "ack",
       .operand = "ALARM-ID",
       .help = "Acknowledge an open alarm: the page and the API show who did, and when.",
       .footer =
           "The alarm of a container that is down ends by this, since nothing else may end it. "
           "Every other alarm stays open until what it reports is over. The running instance is "
           "asked as by docker-monitor silence.\n\n"
           "Exit codes: 0 done; 1 the instance does not answer or refuses; 2 bad option.",
       .examples = "curl -s 'http://127.0.0.1:5000/docker-monitor/api/v2/alarms?state=open'\n"
                   "docker-monitor ack 3f9c01aa-8d51-5c0e-9a3b-6f1d2e7b4c80"},
      {.what = invocation::command::sink,
       .scope = of_sink,
       .name = "sink",
       .operand = "test",
       .second_operand = "URL",
       .help = "Send one test alarm to the sink that URL names, as in --sink, and print whether "
               "the receiver has taken it.",
       .footer =
           "The test alarm is a sign of life of the severity Warning, and leaves nothing open. No "
           "running instance is needed.\n\n"
           "Exit codes: 0 the receiver has taken it; 1 it has not; 2 bad option or URL.",
       .examples = "docker-monitor sink test log:\n"
                   "docker-monitor sink test amqp://user:password@broker:5672/"},
      {.what = invocation::command::hub,
       .scope = of_hub,
       .name = "hub",
       .operand = "invite|hosts|revoke|remove",
       .second_operand = "NAME",
       .help = "Serve page, API and metrics of many hosts, and manage which hosts there are: "
               "invite NAME --output FILE, hosts, revoke NAME, or remove NAME.",
       .footer =
           "Without an argument the hub runs: it starts a nats-server of its own, to which the "
           "hosts connect. Start docker-monitor on a host with --fleet FILE, where FILE is what "
           "invite has written. The file holds the secret of that host and belongs on no other. "
           "Changes are taken up by the running hub at once; all commands must be given the same "
           "--data-dir. The options of docker-monitor for HTTP, sinks, rules and the process hold "
           "for the hub, too.\n\n"
           "Exit codes: 0 done, or stopped by a signal; 1 refused; 2 bad option or file; 3 cannot "
           "listen.",
       .examples = "docker-monitor hub --listen 0.0.0.0:5000 --token-file tokens\n"
                   "docker-monitor hub invite web-1 --output web-1.fleet\n"
                   "docker-monitor --fleet web-1.fleet",
       .optional_operand = true},
  };
  return table;
}

} // namespace docker_monitor::config
