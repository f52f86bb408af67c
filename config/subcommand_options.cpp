// The options that only subcommands take, one row each.

#include "config/option_table.hpp"
#include "model/rule/silence.hpp"

namespace docker_monitor::config {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view fleet_hub = "The hub of a fleet (docker-monitor hub)";
constexpr std::string_view silences = "Silences (docker-monitor silence add)";
constexpr std::string_view terminal_view = "The terminal view (docker-monitor top)";

} // namespace

std::vector<option_row> subcommand_options() {
  return {
      {.group = fleet_hub,
       .flag = "fleet-listen",
       .environment = "DOCKER_MONITOR_FLEET_LISTEN",
       .value = text("ADDR:PORT", &options::fleet_listen),
       .initial = "0.0.0.0:4222",
       .help =
           "Address on which the hub's nats-server waits for hosts. invite writes it into the "
           "fleet file; without it invite writes the address of the hub that ran last. An address "
           "of 0.0.0.0 becomes the host of --external-url, else the name of this machine.",
       .scope = of_hub},
      {.group = fleet_hub,
       .flag = "nats",
       .environment = "DOCKER_MONITOR_NATS",
       .value = text("URL", &options::nats),
       .default_text = "a nats-server of the hub's own",
       .example = "tls://nats.example:4222",
       .help = "NATS server to use, as tls://host:port or nats://host:port; of a cluster all, with "
               "commas between them.",
       .more = "invite then prints the user entry for its configuration.",
       .scope = of_hub},
      {.group = fleet_hub,
       .flag = "nats-credentials",
       .environment = "DOCKER_MONITOR_NATS_CREDENTIALS",
       .value = text("FILE", &options::nats_credentials),
       .default_text = "the hub's own nkey",
       .example = "hub.creds",
       .help = "Credentials file for --nats.",
       .scope = of_hub},
      {.group = fleet_hub,
       .flag = "output",
       .value = text("FILE", &hub_options::output),
       .help = "Fleet file that invite writes; with --from a directory of them.",
       .scope = of_hub},
      {.group = fleet_hub,
       .flag = "from",
       .value = text("FILE", &hub_options::from),
       .help = "File with a host's name a line; invite invites all of them.",
       .scope = of_hub},
      {.group = fleet_hub,
       .flag = "group",
       .value = text("NAME", &hub_options::group),
       .help = "Group of the hosts that are invited.",
       .scope = of_hub},
      {.group = silences,
       .flag = "for",
       .value = duration(&control_options::lasts, 1s, model::silence_list::longest),
       .help = "How long the silence lasts, such as 30m or 2h.",
       .scope = of_silence},
      {.group = silences,
       .flag = "comment",
       .value = text("TEXT", &control_options::comment),
       .help = "Reason for the silence, shown in the list of silences.",
       .scope = of_silence},
      {.group = terminal_view,
       .flag = "url",
       .value = text("URL", &top_options::url),
       .default_text = "the instance of the first --listen",
       .example = "http://127.0.0.1:5000",
       .help = "Instance to show: http://host:port, https://host:port or unix:/path.",
       .more = "SSL_CERT_FILE names an authority of certificates that the machine does not know.",
       .scope = of_top},
      {.group = terminal_view,
       .flag = "once",
       .value = on_or_off(&top_options::once),
       .help = "Print one table and exit. The output may be a pipe.",
       .scope = of_top,
       .bare = "true"},
      {.group = terminal_view,
       .flag = "format",
       .value = choice(&parsed_options::as_json, {"table", "json"}),
       .default_text = "table",
       .help = "Output of --once: a table, or the array of the API.",
       .scope = of_top},
      {.group = terminal_view,
       .flag = "sort",
       .value = choice(
           &top_options::sort,
           {"name", "status", "cpu", "memory", "network", "block", "pids", "restarts", "uptime"}),
       .default_text = "cpu, and trouble for --once",
       .help = "Column that the table is sorted by.",
       .scope = of_top},
      {.group = terminal_view,
       .flag = "all",
       .letter = 'a',
       .value = on_or_off(&top_options::all),
       .help = "Show stopped containers, too.",
       .scope = of_top,
       .bare = "true"},
  };
}

} // namespace docker_monitor::config
