#pragma once

#include "fleet/authority.hpp"
#include "fleet/key_pair.hpp"
#include "model/fleet/roster.hpp"
#include "model/fleet/server_configuration.hpp"
#include "model/time.hpp"

#include <functional>
#include <string>

namespace docker_monitor::fleet {

/// The files of a hub, in a directory that only its user may enter: the authority, the
/// certificate of its nats-server, its own key, and who was invited. Commands and the running hub
/// use them at the same time.
class hub_directory {
 public:
  /// Makes the directory and what must be in it where it is missing. Fails with `permission`
  /// where nothing can be written there, with `malformed` for files that are none of ours.
  static model::expected<hub_directory> open(const std::string& path, model::engine_time now);

  [[nodiscard]] const std::string& path() const { return path_; }

  /// The certificate of the authority, in PEM.
  [[nodiscard]] const std::string& authority() const { return authority_.certificate; }

  /// The hub's own nkey.
  [[nodiscard]] const key_pair& hub_key() const { return hub_key_; }

  /// The file that holds the roster, for those who watch it.
  [[nodiscard]] std::string roster_path() const { return path_ + "/hosts.json"; }

  /// The configuration of nats-server.
  [[nodiscard]] std::string configuration_path() const { return path_ + "/nats-server.conf"; }

  /// Who is invited now. Fails with `malformed`.
  [[nodiscard]] model::expected<model::fleet_roster> read_roster() const;

  /// Changes the roster and writes it, one command after the other. Fails as `change` does.
  model::expected<bool>
  change_roster(const std::function<model::expected<bool>(model::fleet_roster&)>& change);

  /// Writes the configuration of nats-server; true where it is another than before.
  model::expected<bool> write_configuration(
      const std::string& address, std::uint16_t port, const model::fleet_roster& roster) const;

  /// Issues the server's certificate anew where less than a third of its life is left; true where
  /// that was done.
  model::expected<bool> renew_certificate(model::engine_time now);

 private:
  explicit hub_directory(std::string path) : path_{std::move(path)} {}

  model::expected<bool> load(model::engine_time now);
  model::expected<bool> load_authority(model::engine_time now);
  [[nodiscard]] std::string in(const char* name) const { return path_ + '/' + name; }

  std::string path_;
  issued authority_;
  key_pair hub_key_;
};

} // namespace docker_monitor::fleet
