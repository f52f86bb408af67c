#pragma once

#include "model/alarm/alarm.hpp"
#include "model/saved_state.hpp"

#include <chrono>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// The open alarms about the engine or docker-monitor. Each source has one, which opens and ends
/// once even if its failure is reported repeatedly. An alarm of an earlier run ends if its failure
/// is not reported again.
class self_alarms {
 public:
  /// A time of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  /// How long an alarm of an earlier run stays open without a new report; longer than any failure
  /// takes to show again.
  static constexpr std::chrono::minutes timeout{6};

  /// `host` is named in the alarms.
  explicit self_alarms(std::string host = {}) : host_{std::move(host)} {}

  /// Sets the host name for alarms that open from now on.
  void set_host_name(const std::string& host) { host_ = host; }

  /// Reports a failure that began at `since`; appends an alarm unless one is open already.
  void begin(
      alarm_kind kind, const std::string& source, engine_time since, engine_time now,
      const std::string& reason, std::vector<alarm>& out);

  /// Reports the end of a failure; appends the alarm that ends its alarm, if one is open.
  void end(alarm_kind kind, const std::string& source, engine_time now, std::vector<alarm>& out);

  /// Reports the end of all failures of a kind, whatever their source.
  void end_all(alarm_kind kind, engine_time now, std::vector<alarm>& out);

  /// Returns true while an alarm of this kind and source is open.
  [[nodiscard]] bool is_open(alarm_kind kind, const std::string& source) const;

  /// Ends the alarms of an earlier run that were not reported again before their timeout.
  void expire(instant now, engine_time time, std::vector<alarm>& out);

  /// The area of the saved states.
  static constexpr const char* area = "trouble";

  /// Returns what changed since the previous call.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state at `now`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

 private:
  struct open_alarm {
    alarm open;
    instant expires_at = instant::max(); ///< end of the timeout; of an earlier run only
  };

  std::string host_;
  std::map<std::string, open_alarm> open_; ///< by kind and source
  std::unordered_set<std::string> unsaved_;
};

/// Makes an event about the engine or docker-monitor.
alarm host_event(
    alarm_kind kind, const std::string& host, const std::string& source, engine_time at);

} // namespace docker_monitor::model
