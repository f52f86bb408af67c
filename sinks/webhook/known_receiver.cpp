#include "sinks/webhook/known_receiver.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace docker_monitor::sinks {

namespace {

bool is_or_is_below(std::string_view host, std::string_view domain) {
  return host.ends_with(domain)
         && (host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.');
}

/// Returns true for `/api/webhooks/…`, also with a version as in `/api/v10/webhooks/…`.
bool is_discord_path(std::string_view path) {
  constexpr std::string_view api = "/api/";
  if (!path.starts_with(api))
    return false;
  path.remove_prefix(api.size());
  if (const auto slash = path.find('/');
      path.starts_with('v') && slash != path.npos && slash > 1
      && std::ranges::all_of(
          path.substr(1, slash - 1), [](unsigned char c) { return std::isdigit(c) != 0; }))
    path.remove_prefix(slash + 1);
  return path.starts_with("webhooks/");
}

struct known_host {
  std::string_view host;
  webhook_format format;
};

constexpr std::array<known_host, 7> known_hosts{{
    {"hooks.slack.com", webhook_format::slack},
    {"hooks.slack-gov.com", webhook_format::slack},
    {"ntfy.sh", webhook_format::ntfy},
    {"api.telegram.org", webhook_format::telegram},
    {"events.pagerduty.com", webhook_format::pagerduty},
    {"events.eu.pagerduty.com", webhook_format::pagerduty},
    {"api.pushover.net", webhook_format::pushover},
}};

} // namespace

std::optional<webhook_format> known_format(std::string_view host, std::string_view path) {
  if (host.ends_with('.')) // the root of the names, which changes nothing
    host.remove_suffix(1);
  const auto* known = std::ranges::find(known_hosts, host, &known_host::host);
  if (known != known_hosts.end())
    return known->format;
  for (const std::string_view domain : {"discord.com", "discordapp.com"})
    if (is_or_is_below(host, domain) && is_discord_path(path))
      return webhook_format::discord;
  for (const std::string_view end :
       {".logic.azure.com", ".webhook.office.com", ".api.powerplatform.com"})
    if (host.ends_with(end))
      return webhook_format::teams;
  for (const std::string_view old : {"outlook.office.com", "outlook.office365.com"})
    if (host == old && path.starts_with("/webhook/"))
      return webhook_format::teams;
  return std::nullopt;
}

} // namespace docker_monitor::sinks
