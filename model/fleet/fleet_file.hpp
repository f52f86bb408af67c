#pragma once

#include "model/failure.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::model {

/// What a host needs to join a hub, as `docker-monitor hub invite` writes it for `--fleet`. The
/// file holds a secret.
struct fleet_file {
  std::string host;        ///< its name in the fleet
  std::string address;     ///< `HOST:PORT` of the hub's nats-server
  std::string authority;   ///< certificate in PEM that must have signed the server's; empty: plain
  std::string server_name; ///< that the server's certificate must have
  std::string seed;        ///< of the host's nkey
  bool logs = false;       ///< what containers write may be sent to the hub

  bool operator==(const fleet_file&) const = default;
};

/// The text of the file: JSON.
std::string to_text(const fleet_file& file);

/// Reads what `to_text` wrote; members of later versions are ignored. Fails with `bad_option`; the
/// message holds nothing of the text.
expected<fleet_file> parse_fleet_file(std::string_view text);

} // namespace docker_monitor::model
