#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::simulator {

/// A parsed request target: `/v1.45/containers/web/json?size=1`.
struct target {
  std::string version;               ///< `1.45`; empty without such a prefix
  std::vector<std::string> segments; ///< `containers`, `web`, `json`, percent-decoded
  std::map<std::string, std::string> query;

  /// Returns the parameter's value; empty where there is none.
  [[nodiscard]] std::string_view value(const std::string& key) const;

  /// Returns the parameter as a whole number; `otherwise` for an absent or other value.
  [[nodiscard]] std::uint64_t number(const std::string& key, std::uint64_t otherwise) const;

  /// Returns true for the values that Go's handlers take as true: all except an empty one, `0`,
  /// `no`, `false` and `none`.
  [[nodiscard]] bool flag(const std::string& key) const;
};

/// Parses a target. Leaves invalid percent codes unchanged.
target parse_target(std::string_view text);

} // namespace docker_monitor::simulator
