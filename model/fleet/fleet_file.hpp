#pragma once

#include "model/failure.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::model {

/// The data a host needs to join a hub, as `docker-monitor hub invite` writes it for `--fleet`. The
/// file contains a secret.
struct fleet_file {
  std::string host;        ///< its name in the fleet
  std::string address;     ///< `HOST:PORT` of the hub's nats-server, or a list for `server_urls`
  std::string authority;   ///< certificate in PEM that signed the server's; empty: without TLS
  std::string server_name; ///< the name in the server's certificate
  std::string seed;        ///< of the host's nkey
  bool logs = false;       ///< log lines and check output may be sent to the hub

  bool operator==(const fleet_file&) const = default;
};

/// Returns the text of the file: JSON.
std::string to_text(const fleet_file& file);

/// Reads the text of `to_text`; members of later versions are ignored. Fails with `bad_option`; the
/// message contains no part of the text.
expected<fleet_file> parse_fleet_file(std::string_view text);

} // namespace docker_monitor::model
