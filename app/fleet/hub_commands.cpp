#include "app/fleet/hub_commands.hpp"

#include "app/commands.hpp"
#include "config/option_table.hpp"
#include "engine/host/machine.hpp"
#include "fleet/hub_directory.hpp"
#include "fleet/private_file.hpp"
#include "http/server/listen_address.hpp"
#include "model/fleet/fleet_file.hpp"
#include "model/fleet/server_urls.hpp"
#include "model/fleet/subject.hpp"
#include "model/text.hpp"
#include "storage/choose_data.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <utility>
#include <vector>

namespace docker_monitor::app {

namespace {

using model::failure;
using model::failure_code;

constexpr std::string_view any_address = "0.0.0.0";
constexpr std::string_view any_ipv6 = "::";

model::engine_time now() {
  return std::chrono::system_clock::now();
}

/// Returns the host of a URL; an IPv6 address stays in brackets.
std::string host_of_url(std::string_view url) {
  const auto begin = url.find("://");
  url.remove_prefix(begin == std::string_view::npos ? 0 : begin + 3);
  url = url.substr(0, url.find('/'));
  const auto port = url.rfind(':');
  const bool has_port = port != std::string_view::npos && url.find(']', port) == url.npos;
  return std::string{has_port ? url.substr(0, port) : url};
}

/// Returns the address that a fleet file gets: by the options of this command, else that of the hub
/// that ran last. Fails with `bad_option`.
model::expected<std::string>
address_for_hosts(const fleet::hub_directory& directory, const config::options& options) {
  const auto* listen = config::find_option(config::option_table(), "fleet-listen");
  const bool is_given = !options.nats.empty() || !options.external_url.empty()
                        || options.fleet_listen != listen->initial;
  auto address = is_given ? std::string{} : directory.read_address();
  if (address.empty())
    return dialled_address(options);
  return address;
}

/// Returns the names in a file, one per line. Ignores blank lines and comments.
std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || line[begin] == '#')
      continue;
    line.remove_prefix(begin);
    names.emplace_back(line.substr(0, line.find_last_not_of(" \t\r") + 1));
  }
  return names;
}

/// Invites one host. Writes the host's file before the roster, so that the roster has no key whose
/// file could not be written.
model::expected<bool> invite(
    fleet::hub_directory& directory, const config::options& options,
    const config::hub_options& asked, const std::string& name, const std::string& path) {
  const auto keys = fleet::make_key_pair();
  if (!keys)
    return keys.error();
  const auto address = address_for_hosts(directory, options);
  if (!address)
    return address.error();
  const bool is_own = address->find("://") == std::string::npos; // not a URL of --nats
  model::fleet_file file;
  file.host = name;
  file.address = *address;
  file.seed = keys->seed;
  if (is_own) {
    file.authority = directory.authority();
    file.server_name = fleet::hub_server_name;
  }
  model::fleet_member member;
  member.name = name;
  member.group = asked.group;
  member.public_key = keys->public_key;
  member.invited_at = now();
  const auto entered = directory.change_roster([&](model::fleet_roster& roster) {
    if (const auto taken = roster.invite(member); !taken)
      return model::expected<bool>{taken.error()};
    return fleet::write_private_file(path, to_text(file));
  });
  if (entered && !is_own)
    print(model::user_entry(member) + '\n');
  return entered;
}

int invite_all(
    fleet::hub_directory& directory, const config::options& options,
    const config::hub_options& asked) {
  std::vector<std::string> names{asked.name};
  if (!asked.from.empty()) {
    const auto text = read_file(asked.from);
    if (!text)
      return refuse(
          {failure_code::bad_option, "--from " + asked.from + ": " + text.error().message},
          exit_bad_option);
    names = names_in(*text);
  }
  int code = EXIT_SUCCESS;
  for (const auto& name : names) {
    const auto path = asked.from.empty() ? asked.output : asked.output + '/' + name + ".fleet";
    if (const auto problem = model::fleet_name_problem(name))
      code = refuse({failure_code::bad_option, *problem}, exit_bad_option);
    else if (const auto done = invite(directory, options, asked, name, path); !done)
      code = refuse(
          done.error(),
          done.error().code == failure_code::bad_option ? EXIT_FAILURE : exit_bad_option);
  }
  return code;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text + "  ";
}

int list_hosts(const fleet::hub_directory& directory) {
  const auto roster = directory.read_roster();
  return roster ? print(hosts_table(*roster)) : refuse(roster.error(), exit_bad_option);
}

} // namespace

std::string hosts_table(const model::fleet_roster& roster) {
  std::size_t name_width = 4;
  std::size_t group_width = 5;
  for (const auto& member : roster.members()) {
    name_width = std::max(name_width, model::one_line(member.name).size());
    group_width = std::max(group_width, model::one_line(member.group).size());
  }
  std::string text = padded("NAME", name_width) + padded("GROUP", group_width) + padded("STATE", 7)
                     + padded("INVITED", 24) + "KEY\n";
  for (const auto& member : roster.members())
    text += padded(model::one_line(member.name), name_width)
            + padded(model::one_line(member.group), group_width)
            + padded(member.revoked ? "revoked" : "invited", 7)
            + padded(model::format_rfc3339(member.invited_at), 24)
            + model::one_line(member.public_key) + '\n';
  return text;
}

std::string hub_path(const config::options& options) {
  return storage::chosen_directory(options, environment) + "/hub";
}

model::expected<fleet_address> parse_fleet_listen(const std::string& text) {
  auto address = http::parse_listen_address(text);
  if (!address || !address->unix_path.empty() || address->port == 0)
    return failure{
        failure_code::bad_option,
        "--fleet-listen: \"" + text + "\" is no address and port, such as 0.0.0.0:4222"};
  return fleet_address{address->host, address->port};
}

std::optional<model::failure> hub_problem(const config::options& options) {
  if (const auto listen = parse_fleet_listen(options.fleet_listen); !listen)
    return listen.error();
  if (!options.nats.empty())
    if (const auto wrong = model::invalid_server_url(options.nats))
      return model::failure{
          failure_code::bad_option, "--nats: " + *wrong
                                        + " is no URL of NATS; write it as tls://host:port or "
                                          "nats://host:port, several with commas between them"};
  if (options.nats.empty() && !options.nats_credentials.empty())
    return model::failure{
        failure_code::bad_option,
        "--nats-credentials belongs to --nats; add it, or leave --nats-credentials out"};
  return std::nullopt;
}

model::expected<std::string> dialled_address(const config::options& options) {
  if (!options.nats.empty())
    return options.nats;
  const auto listen = parse_fleet_listen(options.fleet_listen);
  if (!listen)
    return listen.error();
  auto host = listen->address;
  if (host == any_address || host == any_ipv6)
    host = options.external_url.empty() ? engine::host_name() : host_of_url(options.external_url);
  else if (host.find(':') != std::string::npos)
    host = '[' + host + ']';
  return host + ':' + std::to_string(listen->port);
}

int run_hub_command(const config::options& options, const config::hub_options& asked) {
  auto directory = fleet::hub_directory::open(hub_path(options), now());
  if (!directory)
    return refuse(directory.error(), exit_bad_option);
  if (asked.action == "invite")
    return invite_all(*directory, options, asked);
  if (asked.action == "hosts")
    return list_hosts(*directory);
  const auto done = directory->change_roster([&](model::fleet_roster& roster) {
    return asked.action == "revoke" ? roster.revoke(asked.name) : roster.remove(asked.name);
  });
  return done ? EXIT_SUCCESS : refuse(done.error(), EXIT_FAILURE);
}

} // namespace docker_monitor::app
