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

/// Looks for figures that are beyond what the rules allow, once a sampling round, and makes the
/// alarms of kind `threshold`.
///
/// Several rules may watch one container; each has its own alarm. A value that is not known neither
/// opens nor ends anything, and `for` begins anew behind it. A container that goes down, is started
/// anew or goes away ends what it had open, as does a rule that no longer is or no longer covers
/// it.
///
/// The id of an alarm is made of container id, rule and how many that rule has had for the
/// container; so what was told but not saved before a crash gets the same id again.
class threshold_evaluator {
 public:
  /// Now, by both clocks: durations are those of the monotonic one.
  struct moment {
    engine_time wall;
    std::chrono::steady_clock::time_point steady;
  };

  /// The area of the saved states.
  static constexpr std::string_view area = "threshold";

  /// Watches what the rules with a condition say.
  explicit threshold_evaluator(const rule_set& rules);

  /// Replaces the rules. Those whose name and condition stay the same go on; what others had open
  /// ends with the next `look`.
  void replace(const rule_set& rules);

  /// Takes a round; appends what opened and ended to `out`. Before the first list of containers is
  /// in it does nothing. Costs a few tens of nanoseconds a row and rule; patterns are compared only
  /// when something about a container changed.
  void look(const snapshot& round, const moment& now, std::vector<alarm>& out);

  /// What changed since the call before.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` tells everything once more.
  void forget_saved();

  /// Takes a state back, before the first `look`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

 private:
  using instant = std::chrono::steady_clock::time_point;

  /// What outlives the program: what one rule had to say about one container.
  struct record {
    std::uint64_t ordinal = 0; ///< of the alarm that was opened last
    std::shared_ptr<const alarm> open;
    std::optional<engine_time> generation; ///< of the open one
  };
  struct watched {
    std::size_t rule = 0;
    record past;
    std::optional<instant> since; ///< from when on the value was where it changes something
    std::unique_ptr<growth_window> window;
  };
  struct subject {
    container_ptr container;
    engine_time sampled_at{}; ///< of the row that was looked at last
    std::uint64_t seen = 0;   ///< the last round it was in
    std::vector<watched> rules;
  };
  struct surroundings {
    moment now;
    std::optional<std::uint32_t> cores;
    std::optional<std::uint64_t> memory_bytes;
  };

  subject& refresh(const row& row, const moment& now, std::vector<alarm>& out);
  void match(subject& s, const moment& now, std::vector<alarm>& out);
  void look_at(const row& row, subject& s, const surroundings& here, std::vector<alarm>& out);
  void weigh(const row& row, watched& w, double value, const moment& now, std::vector<alarm>& out);
  static std::optional<double>
  figure(const condition& c, const row& row, watched& w, const surroundings& here);
  void open(const row& row, watched& w, double value, std::vector<alarm>& out);
  void close(
      const std::string& container_id, const std::string& rule, record& past,
      std::optional<double> value, engine_time when, std::vector<alarm>& out);
  void sweep(const moment& now, std::vector<alarm>& out);
  void save(const std::string& container_id, const std::string& rule, const record* past);

  std::vector<rule> rules_;                                            ///< those with a condition
  std::unordered_map<std::string, std::unique_ptr<subject>> subjects_; ///< by container id
  std::vector<subject*> places_; ///< of the rows of the last round, in their order
  /// Of rules that do not watch a container at the moment, or of which that is not known yet.
  std::map<std::string, record, std::less<>> resting_;
  std::uint64_t round_ = 0;
  bool sweep_due_ = false;
  saved_states unsaved_;
};

} // namespace docker_monitor::model
