#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::http {

/// Which members of a JSON object are wanted: all, or some, of inner objects perhaps only a part.
class member_selection {
 public:
  /// Wants a member by the names that lead to it, the outermost first; of a selection to which
  /// nothing was added before, no others. What is in a member that is wanted is wanted, too.
  void add(std::span<const std::string_view> path);

  /// True where all members are wanted.
  [[nodiscard]] bool is_whole() const { return members_.empty(); }

  /// What is wanted of a member; null where nothing is.
  [[nodiscard]] const member_selection* find(std::string_view name) const;

  /// Appends a text that selections of the same members have in common, in whatever order they were
  /// added; nothing where all are wanted.
  void append_key(std::string& out) const;

 private:
  std::vector<std::pair<std::string, member_selection>> members_; ///< by name; empty: all
};

} // namespace docker_monitor::http
