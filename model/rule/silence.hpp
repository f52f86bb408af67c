#pragma once

#include "model/failure.hpp"
#include "model/rule/maintenance.hpp"
#include "model/saved_state.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// An interval in which sinks of incidents hear nothing new of some containers, as an operator
/// asked for at run time.
struct silence {
  std::string id;
  std::vector<std::string> include; ///< patterns as of `--include`; at least one
  std::vector<std::string> exclude; ///< likewise
  engine_time begins{};
  engine_time ends{};
  std::string by; ///< who asked
  std::string comment;

  bool operator==(const silence&) const = default;
};

/// The silences that are in force.
class silence_book {
 public:
  /// The most silences that may be in force at once, and the longest time of one.
  static constexpr std::size_t max_silences = 1000;
  static constexpr std::chrono::days longest{366};

  /// Adds one and gives it an id. Fails with `bad_option` where a pattern is none, there is no
  /// include pattern, it ends before it begins or lasts longer than `longest`, or there are
  /// `max_silences` already.
  expected<silence> add(silence what);

  /// Ends one now. Fails with `not_found`.
  expected<bool> end(const std::string& id);

  /// Forgets those that are over at `now`; true where there were some.
  bool expire(engine_time now);

  /// All of them, in the order in which they end.
  [[nodiscard]] std::vector<silence> all() const;

  /// The same as maintenance windows.
  [[nodiscard]] std::vector<maintenance_window> windows() const;

  /// The area of the saved states.
  static constexpr const char* area = "silence";

  /// What changed since the call before.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` reports everything once more.
  void forget_saved();

  /// Takes a state back. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

 private:
  std::vector<silence> silences_;
  std::vector<std::string> unsaved_; ///< ids
};

/// A silence as the API shows it: `{"id","include","exclude","beginsAt","endsAt","by","comment"}`.
std::string to_json(const silence& what);

} // namespace docker_monitor::model
