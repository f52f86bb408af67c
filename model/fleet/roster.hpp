#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// A host that was invited.
struct fleet_member {
  std::string name;
  std::string group;      ///< that people put it into; may be empty
  std::string public_key; ///< the text of its nkey
  engine_time invited_at{};
  bool revoked = false; ///< its key is no longer accepted; it stays listed

  bool operator==(const fleet_member&) const = default;
};

/// Every host that was invited and not removed, by name. What `docker-monitor hub` keeps in its
/// data directory; no secret is in it.
class fleet_roster {
 public:
  /// Enters a host. Fails with `bad_option` for a name that is none or is there; a revoked host
  /// may be invited again, with another key.
  expected<bool> invite(fleet_member host);

  /// The key of the host is no longer accepted. Fails with `not_found`.
  expected<bool> revoke(std::string_view name);

  /// The host is forgotten. Fails with `not_found`.
  expected<bool> remove(std::string_view name);

  [[nodiscard]] const std::vector<fleet_member>& members() const { return members_; }

  /// Null where there is none of this name.
  [[nodiscard]] const fleet_member* find(std::string_view name) const;

  bool operator==(const fleet_roster&) const = default;

 private:
  std::vector<fleet_member> members_;
};

/// The text of the file: JSON.
std::string to_text(const fleet_roster& roster);

/// Reads what `to_text` wrote. Fails with `malformed`.
expected<fleet_roster> parse_roster(std::string_view text);

} // namespace docker_monitor::model
