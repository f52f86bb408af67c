#pragma once

#include "model/alarm/alarm.hpp"
#include "model/saved_state.hpp"

#include <chrono>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// The open alarms that concern the engine or ourselves: one per source, opened and ended once
/// however often it is told, and ended by the next run where nobody tells of it any more.
class self_alarms {
 public:
  /// Of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  /// How long an alarm of an earlier run stays open without being told again; longer than any
  /// trouble needs to show.
  static constexpr std::chrono::minutes timeout{6};

  /// `host` is named in the alarms.
  explicit self_alarms(std::string host = {}) : host_{std::move(host)} {}

  /// What the host is called in alarms that open from now on.
  void set_host_name(const std::string& host) { host_ = host; }

  /// There is trouble since `since`; appends an alarm if it is news.
  void begin(
      alarm_kind kind, const std::string& source, engine_time since, engine_time now,
      const std::string& reason, std::vector<alarm>& out);

  /// It is over; appends what ends its alarm, if there is one.
  void end(alarm_kind kind, const std::string& source, engine_time now, std::vector<alarm>& out);

  /// Ends alarms of an earlier run that nobody told again in time.
  void expire(instant now, engine_time time, std::vector<alarm>& out);

  /// The area of the saved states.
  static constexpr const char* area = "trouble";

  /// What changed since the call before.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` tells everything once more.
  void forget_saved();

  /// Takes a state back at `now`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

 private:
  struct trouble {
    alarm open;
    instant doubtful_until = instant::max(); ///< of an earlier run
  };

  std::string host_;
  std::map<std::string, trouble> open_; ///< by kind and source
  std::unordered_set<std::string> unsaved_;
};

/// An alarm about the engine or ourselves, an event.
alarm host_event(
    alarm_kind kind, const std::string& host, const std::string& source, engine_time at);

} // namespace docker_monitor::model
