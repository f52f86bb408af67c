#pragma once

#include "model/alarm/alarm.hpp"
#include "terminal/client/container_row.hpp"
#include "terminal/client/readings.hpp"

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

/// A container and what it used lately.
struct container_entry {
  container_row row;
  readings past;
};

/// The machine and its engine.
struct host_facts {
  std::string engine; ///< name and version, as far as known
  std::string version;
  std::string problem; ///< why the engine does not answer; empty where it does
  bool connected = false;
  std::optional<std::uint64_t> cores;
  std::optional<std::uint64_t> memory_bytes;
  std::optional<double> cpu_percent;      ///< 100 per busy core
  std::optional<double> cpu_host_percent; ///< of all cores
  std::optional<double> memory_percent;
  std::optional<std::uint64_t> memory_used;
  std::chrono::nanoseconds interval{0}; ///< between samples; 0: not known

  /// How old the newest sample may be while the engine is connected.
  [[nodiscard]] std::chrono::nanoseconds max_age() const;
};

/// Reads the API's host object; none where it is none.
std::optional<host_facts> parse_host(std::string_view json);

/// When something comes in, by both clocks.
struct moment {
  std::chrono::system_clock::time_point wall;
  steady_time steady;
};

/// All that an instance has told, brought up to date by the events of its stream.
class overview {
 public:
  /// Takes an event; unknown ones are ignored. False where its data is not what its name promises.
  bool take(std::string_view event, std::string_view data, moment now);

  /// Takes the host object when it was asked for.
  void take(host_facts host, moment now);

  /// Takes a page of alarms that are open, asked for after the last state: older ones than a stream
  /// begins with included. Where it has all of them, no other of that state is open.
  void take_open_alarms(std::string_view page);

  /// Takes a page of alarms of before, such as those of one container; when there are too many,
  /// those of other pages go.
  void take_older_alarms(std::string_view page);

  /// Takes what the server remembers of a container's CPU and memory percentages.
  void take_history(const std::string& id, std::string_view cpu, std::string_view memory);

  /// By id.
  [[nodiscard]] const std::map<std::string, container_entry>& containers() const {
    return containers_;
  }
  [[nodiscard]] const container_entry* find(const std::string& id) const;

  /// None before the first state.
  [[nodiscard]] const std::optional<host_facts>& host() const { return host_; }

  /// What the server's clock shows when ours shows `wall`: ages are those of its moments, and past
  /// readings have its times.
  [[nodiscard]] std::chrono::system_clock::time_point
  server_time(std::chrono::system_clock::time_point wall) const {
    return wall + skew_;
  }

  /// Newest first.
  [[nodiscard]] const std::deque<model::alarm>& alarms() const { return alarms_; }
  [[nodiscard]] bool is_open(const model::alarm& alarm) const;
  [[nodiscard]] std::size_t open_alarms() const { return open_.size(); }
  /// False until the open ones were told since the last state, which has the newest only.
  [[nodiscard]] bool knows_open_alarms() const { return knows_open_; }
  /// Null where none is open.
  [[nodiscard]] const model::alarm* newest_open_alarm() const;
  /// Those about one container, newest first.
  [[nodiscard]] std::vector<const model::alarm*> alarms_of(const container_row& row) const;

  /// How long values have been missing, where that is longer than it should be: five seconds and
  /// three pauses between samples, as they are set or were lately. While the engine is away they
  /// are missing, too.
  [[nodiscard]] std::optional<std::chrono::seconds> silent_for(steady_time now) const;

 private:
  bool take_state(std::string_view data, moment now);
  bool take_samples(std::string_view data, moment now);
  bool take_container(std::string_view data);
  bool take_alarm(std::string_view data);
  void put(container_row row);
  void forget(const std::string& id);
  void open(const model::alarm& alarm);
  void note(model::alarm alarm);
  void remember(moment now);

  std::map<std::string, container_entry> containers_;
  std::optional<host_facts> host_;
  std::deque<model::alarm> alarms_;
  std::map<std::string, model::alarm> open_; ///< by id
  std::set<std::string> doubtful_;           ///< open by the last state only
  bool knows_open_ = false;
  std::deque<std::string> gone_;       ///< containers removed lately
  std::optional<steady_time> sampled_; ///< when values came last
  steady_time connected_{};            ///< when the engine came or came back
  std::optional<steady_time> round_;   ///< when samples did, since the last state
  std::chrono::nanoseconds pause_{0};  ///< between samples lately; 0: not known
  std::chrono::nanoseconds skew_{0};   ///< the server's clock less ours
};

} // namespace docker_monitor::terminal
