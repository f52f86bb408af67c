#pragma once

#include "model/alarm/alarm.hpp"
#include "model/failure.hpp"
#include "model/saved_state.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace docker_monitor::model {

/// The name of this host in alarms, and which alarms of containers are open. An alarm ends under
/// the name it was raised under, whatever the host is called by then: receivers know it by that
/// name.
class alarm_hosts {
 public:
  /// What the host is called from now on.
  void set_name(const std::string& name);

  /// What the host is called; empty while it has no name.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// Gives an alarm the name of the host, unless it has one.
  void stamp(alarm& alarm);

  /// What ends an open alarm of a container because a person has taken notice of it; none where no
  /// such alarm is open. Only a `down` ends so: everything else ends when it is over.
  [[nodiscard]] std::optional<alarm> acknowledged(const std::string& id, engine_time now);

  /// True while an alarm of a container is open.
  [[nodiscard]] bool is_open(const std::string& id) const { return open_.contains(id); }

  /// Nothing about the container is open any more.
  void forget(const std::string& container_id);

  /// The area of the saved states.
  static constexpr const char* area = "host";

  /// What changed since the call before.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` reports everything once more.
  void forget_saved();

  /// Takes a state back. Fails with `malformed`.
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
