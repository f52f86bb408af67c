#pragma once

#include "model/alarm/alarm.hpp"
#include "model/failure.hpp"
#include "model/saved_state.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace docker_monitor::model {

/// Holds the name of this host in alarms, and the open alarms of containers. An alarm ends under
/// the host name it was raised under, also if the host has another name by then: receivers know it
/// by that name.
class alarm_hosts {
 public:
  /// Sets the name of the host for alarms that open from now on.
  void set_name(const std::string& name);

  /// Returns the name of the host; empty while it has none.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// Sets the host of an alarm: of a `closed` alarm that of the alarm it ends, else this host
  /// unless one is set. Records an open alarm of a container and removes one that ends.
  void stamp(alarm& alarm);

  /// Returns the alarm that ends an open `down` of a container because a person acknowledged it;
  /// none if no such alarm is open. Other kinds end only when their condition is over.
  [[nodiscard]] std::optional<alarm> acknowledged(const std::string& id, engine_time now);

  /// Returns true while an alarm of a container is open.
  [[nodiscard]] bool is_open(const std::string& id) const { return open_.contains(id); }

  /// Returns what a person who gave an unknown id may have meant, as the end of an error: the open
  /// alarm of the container with that name, or the nearest id or name; empty if nothing is near.
  [[nodiscard]] std::string suggestion_for(const std::string& word) const;

  /// Removes all open alarms of the container.
  void forget(const std::string& container_id);

  /// The area of the saved states.
  static constexpr const char* area = "host";

  /// Returns what changed since the previous call.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

 private:
  struct raised {
    std::string host;
    std::string container_id;
    std::string name;
    std::string image;
    alarm_kind kind = alarm_kind::down;
  };

  std::string name_;
  std::unordered_map<std::string, raised> open_; ///< by alarm id
  std::unordered_set<std::string> unsaved_;      ///< alarm ids; empty: the name
};

} // namespace docker_monitor::model
