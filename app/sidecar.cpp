#include "app/sidecar.hpp"

#include "logging/log.hpp"

#include <utility>

namespace docker_monitor::app {

namespace {

void warn_of_open_address(const http::listen_address& open) {
  logging::warn(
      {.event = "open-address"},
      "{} can be reached from other machines and asks for no token: everybody there can read the "
      "names and loads of your containers",
      http::to_string(open));
}

bool is_among(std::uint16_t port, const model::published_port& range) {
  const std::uint32_t first = range.container_port;
  return range.protocol == "tcp" && port >= first && port - first < range.count;
}

} // namespace

void warn_of_open_addresses(const std::vector<http::listen_address>& open) {
  for (const auto& address : open)
    warn_of_open_address(address);
}

bool is_published_on_loopback_only(const model::container& container, std::uint16_t port) {
  // With the network of the host the engine ignores what is published.
  if (!container.configuration || container.network_mode == "host")
    return false;
  const auto& ports = container.configuration->ports;
  if (ports.size() >= model::max_configuration_entries)
    return false; // some may be left out
  bool is_published = false;
  for (const auto& range : ports) {
    if (!is_among(port, range))
      continue;
    if (http::is_reachable_from_afar({.host = range.host_address}))
      return false;
    is_published = true;
  }
  return is_published;
}

void warn_of_open_addresses(
    std::vector<http::listen_address> open, const std::string& self,
    engine::engine_client& client) {
  if (open.empty())
    return;
  if (self.empty())
    return warn_of_open_addresses(open);
  client.inspect(self, [open = std::move(open)](const model::expected<model::container>& answer) {
    if (!answer && answer.error().code == model::failure_code::cancelled)
      return; // the program ends
    for (const auto& address : open)
      if (!answer || !is_published_on_loopback_only(*answer, address.port))
        warn_of_open_address(address);
  });
}

} // namespace docker_monitor::app
