#pragma once

#include "terminal/client/container_row.hpp"
#include "terminal/client/host_facts.hpp"
#include "terminal/client/readings.hpp"
#include "terminal/client/shown_alarm.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::terminal {

/// A container and its recent usage.
struct container_entry {
  container_row row;
  readings past;
};

/// Marks the rows that are in a crash loop or on a lost host by a page of open alarms of a hub or
/// of one host. Returns the lost hosts.
std::set<std::string>
mark_by_alarms(std::vector<container_row>& rows, std::string_view page, bool is_hub);

/// Returns `host a is lost` or `3 hosts are lost`, and what that means for their containers. Empty
/// where none is lost.
std::string lost_hosts_clause(const std::set<std::string>& lost);

/// The time of arrival, by both clocks.
struct moment {
  std::chrono::system_clock::time_point wall;
  steady_time steady;
};

/// The state of an instance, updated by the events of its stream.
class overview {
 public:
  /// Takes an event; unknown ones are ignored. Returns false where its data are malformed.
  bool take(std::string_view event, std::string_view data, moment now);

  /// Takes an answer with the host object.
  void take(host_facts host, moment now);

  /// Takes a page of open alarms, requested after the last state. It has the older ones that the
  /// state lacks. If it is complete, all other alarms of that state are closed.
  void take_open_alarms(std::string_view page);

  /// Takes a page of older alarms, such as those of one container. If there are too many, those of
  /// other pages are dropped.
  void take_older_alarms(std::string_view page);

  /// Takes a page of alarms for what the stream lacks: acknowledgements and what containers wrote.
  /// Replaces the alarms in the list that it has, and adds none.
  void take_particulars(std::string_view page);

  /// Takes the server's history of a container's CPU and memory percentages.
  void take_history(const std::string& id, std::string_view cpu, std::string_view memory);

  /// The containers by id.
  [[nodiscard]] const std::map<std::string, container_entry>& containers() const {
    return containers_;
  }
  [[nodiscard]] const container_entry* find(const std::string& id) const;

  /// The host; none before the first state.
  [[nodiscard]] const std::optional<host_facts>& host() const { return host_; }

  /// Converts the local time `wall` to the server's clock, which ages and past readings are based
  /// on.
  [[nodiscard]] std::chrono::system_clock::time_point
  server_time(std::chrono::system_clock::time_point wall) const {
    return wall + skew_;
  }

  /// The alarms, newest first.
  [[nodiscard]] const std::deque<shown_alarm>& alarms() const { return alarms_; }
  /// Returns the alarm of the list with this id; null where there is none.
  [[nodiscard]] const shown_alarm* find_alarm(std::string_view id) const;
  /// Returns the alarm that ended this one; null where none is known.
  [[nodiscard]] const shown_alarm* end_of(const model::alarm& alarm) const;
  [[nodiscard]] bool is_open(const model::alarm& alarm) const;
  [[nodiscard]] std::size_t open_alarms() const { return open_.size(); }
  /// Returns the hosts of a hub that are lost, by the open alarms.
  [[nodiscard]] std::set<std::string> lost_hosts() const;
  /// Returns false until a page of open alarms has arrived after the last state, which has only the
  /// newest.
  [[nodiscard]] bool knows_open_alarms() const { return knows_open_; }
  /// Returns null where none is open.
  [[nodiscard]] const shown_alarm* newest_open_alarm() const;
  /// Returns the alarms about one container, newest first.
  [[nodiscard]] std::vector<const shown_alarm*> alarms_of(const container_row& row) const;

  /// Returns how long values have been missing, where that exceeds five seconds plus three
  /// intervals between samples (configured or recently measured). Values are also missing while the
  /// engine is down.
  [[nodiscard]] std::optional<std::chrono::seconds> silent_for(steady_time now) const;

 private:
  bool take_event(std::string_view event, std::string_view data, moment now);
  bool take_state(std::string_view data, moment now);
  bool take_samples(std::string_view data, moment now);
  bool take_container(std::string_view data);
  bool take_alarm(std::string_view data);
  void put(container_row row);
  void forget(const std::string& id);
  void open(const shown_alarm& alarm);
  void note(shown_alarm alarm);
  void remember(moment now);
  void mark_by_alarms();
  [[nodiscard]] bool is_hub() const;

  std::map<std::string, container_entry> containers_;
  std::optional<host_facts> host_;
  std::deque<shown_alarm> alarms_;
  std::map<std::string, shown_alarm> open_; ///< by id
  std::set<std::string> unconfirmed_;       ///< open by the last state, not confirmed by a page yet
  bool knows_open_ = false;
  std::deque<std::string> gone_;       ///< recently removed containers
  std::optional<steady_time> sampled_; ///< when the last values arrived
  steady_time connected_{};            ///< when the engine connected
  std::optional<steady_time> round_;   ///< when the last samples arrived since the last state
  std::chrono::nanoseconds pause_{0};  ///< recent time between samples; 0: unknown
  std::chrono::nanoseconds skew_{0};   ///< the server's clock less the local one
};

} // namespace docker_monitor::terminal
