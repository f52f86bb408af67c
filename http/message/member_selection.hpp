#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::http {

/// A selection of members of a JSON object: all, or some, with selections within inner objects.
class member_selection {
 public:
  /// Adds a member by the names on its path, the outermost first. The first addition makes an
  /// all-inclusive selection selective. Everything within an added member is selected.
  void add(std::span<const std::string_view> path);

  /// Returns true where all members are selected.
  [[nodiscard]] bool is_whole() const { return members_.empty(); }

  /// Returns the selection within a member; null where the member is not selected.
  [[nodiscard]] const member_selection* find(std::string_view name) const;

  /// Appends a key that is equal for equal selections, whatever the order of additions; nothing
  /// where all are selected.
  void append_key(std::string& out) const;

 private:
  std::vector<std::pair<std::string, member_selection>> members_; ///< by name; empty: all
};

} // namespace docker_monitor::http
