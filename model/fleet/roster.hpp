#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// An invited host.
struct fleet_member {
  std::string name;
  std::string group;      ///< set at the invitation; may be empty
  std::string public_key; ///< the text of its nkey
  engine_time invited_at{};
  bool revoked = false; ///< its key is no longer accepted; it stays in the roster

  bool operator==(const fleet_member&) const = default;
};

/// All invited hosts that were not removed, by name. `docker-monitor hub` stores it in its data
/// directory. It contains no secret.
class fleet_roster {
 public:
  /// Adds a host. Fails with `bad_option` for an invalid name or key, or an invited host. A revoked
  /// host may be invited again, with another key.
  expected<bool> invite(fleet_member host);

  /// Revokes the key of the host. Fails with `not_found`.
  expected<bool> revoke(std::string_view name);

  /// Removes the host. Fails with `not_found`.
  expected<bool> remove(std::string_view name);

  [[nodiscard]] const std::vector<fleet_member>& members() const { return members_; }

  /// Returns the host of this name; null if there is none.
  [[nodiscard]] const fleet_member* find(std::string_view name) const;

  bool operator==(const fleet_roster&) const = default;

 private:
  std::vector<fleet_member> members_;
};

/// Returns the text of the file: JSON.
std::string to_text(const fleet_roster& roster);

/// Reads the text of `to_text`. Fails with `malformed`.
expected<fleet_roster> parse_roster(std::string_view text);

} // namespace docker_monitor::model
