#pragma once

#include "model/alarm/alarm.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// The open alarms of each container and host, for receivers that store the newest state of each.
class state_table {
 public:
  /// A state and its topic.
  struct state {
    std::string topic; ///< `state/<host>/<container>` or `host/<name>`
    std::string text;  ///< one JSON object; empty: the retained state is removed
  };

  /// Takes an alarm, any number of times. Returns the resulting state; that of a heartbeat has no
  /// topic.
  state take(const model::alarm& alarm);

  /// Ends what an alarm ends under another name than its own: a restart loop that follows a crash
  /// may be that of a container renamed meanwhile. Returns the changed states.
  std::vector<state> end_elsewhere(const model::alarm& alarm);

  /// Removes these containers. Returns their states, which are empty.
  std::vector<state> forget(std::span<const std::string> container_ids);

  /// The states of all.
  [[nodiscard]] std::vector<state> all() const;

 private:
  struct subject {
    std::string name;
    std::string host;
    bool is_host = false;
    std::string container_id;                 ///< the newest of that name
    std::map<std::string, model::alarm> open; ///< by id
    model::engine_time changed;               ///< time of the newest alarm about it
  };

  static std::string text_of(const subject& about);

  std::map<std::string, subject> subjects_; ///< by topic
};

} // namespace docker_monitor::sinks
