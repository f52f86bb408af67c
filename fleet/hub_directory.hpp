#pragma once

#include "fleet/authority.hpp"
#include "fleet/key_pair.hpp"
#include "model/fleet/roster.hpp"
#include "model/fleet/server_configuration.hpp"
#include "model/time.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace docker_monitor::fleet {

/// The files of a hub, in a directory that only its user may enter: the authority, the certificate
/// of its nats-server, its own key, and the roster of invited hosts. Commands and the running hub
/// use them concurrently.
class hub_directory {
 public:
  /// Opens the directory; creates it and the necessary files where they are missing. Fails with
  /// `permission` where it is not writable, with `malformed` for invalid files.
  static model::expected<hub_directory> open(const std::string& path, model::engine_time now);

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Returns the certificate of the authority, in PEM.
  [[nodiscard]] const std::string& authority() const { return authority_.certificate; }

  /// Returns the hub's own nkey.
  [[nodiscard]] const key_pair& hub_key() const { return hub_key_; }

  /// Returns the path of the roster.
  [[nodiscard]] std::string roster_path() const { return path_ + "/hosts.json"; }

  /// Returns the path of nats-server's configuration.
  [[nodiscard]] std::string configuration_path() const { return path_ + "/nats-server.conf"; }

  /// Writes the address that hosts connect to, for the commands that invite hosts.
  [[nodiscard]] model::expected<bool> write_address(const std::string& address) const;

  /// Returns the address of the hub that ran last; empty where none ran.
  [[nodiscard]] std::string read_address() const;

  /// Reads the roster. Fails with `malformed`.
  [[nodiscard]] model::expected<model::fleet_roster> read_roster() const;

  /// Changes the roster and writes it, under a lock. Fails as `change` does.
  model::expected<bool>
  change_roster(const std::function<model::expected<bool>(model::fleet_roster&)>& change);

  /// Writes the configuration of nats-server. Returns true where it changed.
  model::expected<bool> write_configuration(
      const std::string& address, std::uint16_t port, const model::fleet_roster& roster) const;

  /// Renews the server's certificate if less than a third of its life is left. Returns true where
  /// it was renewed.
  model::expected<bool> renew_certificate(model::engine_time now);

  /// Returns what is to be done about a certificate with less than 30 days left: the authority's,
  /// or the server's if it can't be renewed. Empty if both are valid for longer.
  [[nodiscard]] std::string expiry_problem(model::engine_time now) const;

 private:
  explicit hub_directory(std::string path) : path_{std::move(path)} {}

  [[nodiscard]] model::expected<bool>
  write_file(const std::string& path, std::string_view text) const;
  model::expected<bool> load(model::engine_time now);
  model::expected<bool> load_authority(model::engine_time now);
  [[nodiscard]] std::string in(const char* name) const { return path_ + '/' + name; }

  std::string path_;
  issued authority_;
  key_pair hub_key_;
};

} // namespace docker_monitor::fleet
