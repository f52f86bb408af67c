#pragma once

#include "model/alarm/alarm.hpp"
#include "model/container/snapshot.hpp"
#include "model/rule/growth_window.hpp"
#include "model/rule/rules.hpp"
#include "model/saved_state.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace docker_monitor::model {

/// Finds metrics beyond the limits of rules, once per sampling round, and makes the alarms of kind
/// `threshold`.
///
/// Several rules may cover one container; each has its own alarm. An unknown value neither opens
/// nor ends an alarm, and restarts the time of `for`. The open alarms of a container end when it
/// goes down, is restarted or removed, and when their rule is removed or no longer covers it.
///
/// The id of an alarm is made of container id, rule and the number of that rule's alarms for the
/// container, so an alarm that was sent but not saved before a crash gets the same id again.
class threshold_evaluator {
 public:
  /// The time now on both clocks. Durations use the monotonic one.
  struct moment {
    engine_time wall;
    std::chrono::steady_clock::time_point steady;
  };

  /// The area of the saved states.
  static constexpr std::string_view area = "threshold";

  /// Evaluates the rules that have a condition.
  explicit threshold_evaluator(const rule_set& rules);

  /// Replaces the rules. Rules with an unchanged name and condition continue; open alarms of others
  /// end with the next `evaluate_round`.
  void replace(const rule_set& rules);

  /// Evaluates a round; appends the alarms that open and end to `out`. Before the first list of
  /// containers it does nothing. The cost is a few tens of nanoseconds per row and rule; patterns
  /// are compared only when a container's facts changed.
  void evaluate_round(const snapshot& round, const moment& now, std::vector<alarm>& out);

  /// Returns what changed since the previous call.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state, before the first `evaluate_round`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

 private:
  using instant = std::chrono::steady_clock::time_point;

  /// The saved state: that of one rule for one container.
  struct record {
    std::uint64_t ordinal = 0; ///< of the newest alarm
    std::shared_ptr<const alarm> open;
    std::optional<engine_time> generation; ///< of the open one
  };
  struct watched {
    std::size_t rule = 0;
    record past;
    std::optional<instant> since; ///< since when the value would open or end the alarm
    std::unique_ptr<growth_window> window;
  };
  struct subject {
    container_ptr container;
    engine_time sampled_at{}; ///< of the newest row that was evaluated
    std::uint64_t seen = 0;   ///< the newest round that contained it
    std::vector<watched> rules;
  };
  struct evaluation_context {
    moment now;
    std::optional<std::uint32_t> cores;
    std::optional<std::uint64_t> memory_bytes;
  };

  subject& refresh(const row& row, const moment& now, std::vector<alarm>& out);
  void match(subject& s, const moment& now, std::vector<alarm>& out);
  void
  evaluate(const row& row, subject& s, const evaluation_context& here, std::vector<alarm>& out);
  void update(const row& row, watched& w, double value, const moment& now, std::vector<alarm>& out);
  static std::optional<double>
  computed_value(const condition& c, const row& row, watched& w, const evaluation_context& here);
  void open(const row& row, watched& w, double value, std::vector<alarm>& out);
  void close(
      const std::string& container_id, const std::string& rule, record& past,
      std::optional<double> value, engine_time when, std::vector<alarm>& out);
  void sweep(const moment& now, std::vector<alarm>& out);
  void save(const std::string& container_id, const std::string& rule, const record* past);

  std::vector<rule> rules_;                                            ///< rules with a condition
  std::unordered_map<std::string, std::unique_ptr<subject>> subjects_; ///< by container id
  std::vector<subject*> places_; ///< of the rows of the newest round, in their order
  /// Records of rules that do not cover a container now, or of which that is not known yet.
  std::map<std::string, record, std::less<>> inactive_;
  std::uint64_t round_ = 0;
  bool sweep_due_ = false;
  saved_states unsaved_;
};

} // namespace docker_monitor::model
