#pragma once

#include "model/container/container.hpp"
#include "model/container/transition.hpp"
#include "model/failure.hpp"
#include "model/rule/maintenance.hpp"
#include "model/saved_state.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// An interval in which sinks of incidents get no new alarms of some containers, set by an operator
/// at run time.
struct silence {
  std::string id;
  std::vector<std::string> include; ///< patterns as for `--include`; at least one
  std::vector<std::string> exclude; ///< patterns as for `--exclude`
  engine_time begins{};
  engine_time ends{};
  std::string by; ///< the operator
  std::string comment;
  /// Containers that were renamed since it began, by id, with the name under which it covered them.
  std::map<std::string, std::string> followed{};

  bool operator==(const silence&) const = default;
};

/// The silences that are in force.
class silence_list {
 public:
  /// The maximum number of silences, and the maximum length of one.
  static constexpr std::size_t max_silences = 1000;
  static constexpr std::chrono::days longest{366};

  /// The maximum number of patterns of one silence, and the maximum size of its texts in bytes.
  static constexpr std::size_t max_patterns = 100;
  static constexpr std::size_t max_pattern = 500;
  static constexpr std::size_t max_comment = 1000;

  /// Adds a silence and gives it an id. Fails with `bad_option` if a pattern is invalid, there is
  /// no include pattern, it does not end after it begins, it lasts longer than `longest`, it
  /// has too many patterns or too long a text, or there are `max_silences` already.
  expected<silence> add(silence what);

  /// Ends a silence now. Fails with `not_found`.
  expected<bool> end(const std::string& id);

  /// Removes silences that are over at `now`. Returns true if there were any.
  bool expire(engine_time now);

  /// Follows a container to its new name. A container that takes the former name of another ends
  /// that: the silences cover it instead. Returns true if a silence changed.
  bool follow(const naming& named);

  /// Removes a container that the engine no longer knows.
  void forget(const std::string& container_id);

  /// Returns all silences, in the order of their ends.
  [[nodiscard]] std::vector<silence> all() const;

  /// Returns the silences as maintenance windows.
  [[nodiscard]] std::vector<maintenance_window> windows() const;

  /// The area of the saved states.
  static constexpr const char* area = "silence";

  /// Returns what changed since the previous call.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

 private:
  std::vector<silence> silences_;
  std::vector<std::string> unsaved_; ///< ids
};

/// Returns a note for the operator about the first include pattern that matches no container, with
/// the nearest name if it has a name: the silence is valid, but the pattern may be a mistake. Empty
/// if each pattern matches one, and if there are no containers.
std::string unmatched_note(const silence& what, const std::vector<container_ptr>& containers);

/// Returns the JSON of the API: `{"id","include","exclude","beginsAt","endsAt","by","comment"}`.
std::string to_json(const silence& what);

} // namespace docker_monitor::model
