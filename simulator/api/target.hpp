#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::simulator {

/// A request target taken apart: `/v1.45/containers/web/json?size=1`.
struct target {
  std::string version;               ///< `1.45`; empty without such a prefix
  std::vector<std::string> segments; ///< `containers`, `web`, `json`, percent-decoded
  std::map<std::string, std::string> query;

  /// The parameter's value; empty where there is none.
  [[nodiscard]] std::string_view value(const std::string& key) const;

  /// The parameter as a whole number; `otherwise` where there is none or no number.
  [[nodiscard]] std::uint64_t number(const std::string& key, std::uint64_t otherwise) const;

  /// True for what Go's handlers take as true: anything but nothing, `0`, `no`, `false` and `none`.
  [[nodiscard]] bool flag(const std::string& key) const;
};

/// Takes a target apart; broken percent codes are left as they are.
target parse_target(std::string_view text);

} // namespace docker_monitor::simulator
