#pragma once

#include "model/saved_state.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

namespace docker_monitor::model {

/// States of containers that wait for their alarms, and how far the events were read meanwhile.
///
/// A state is stored with the alarm that it leads to. After a crash the events are read again from
/// the stored cursor, so it must not be ahead of an event whose alarm waits. It follows as closely
/// as it can, since an engine remembers 256 events only, and on a busy one some alarm always waits.
class held_states {
 public:
  /// Takes states of containers, their ids as keys, and how far the events were read with them; the
  /// cursor may be empty.
  void take(const saved_states& states, const saved_states& cursor);

  /// Returns what can be stored: the states of the containers that do not wait, then the newest
  /// cursor that is ahead of none that waits.
  [[nodiscard]] saved_states release(const std::function<bool(const std::string& id)>& waits);

 private:
  struct held {
    saved_state state;
    std::uint64_t after; ///< the number of the last cursor before its first event
  };
  struct numbered_cursor {
    std::uint64_t number;
    saved_states states;
  };

  std::unordered_map<std::string, held> states_; ///< by id
  std::deque<numbered_cursor> cursors_; ///< the newest, and each that a state came directly after
  std::uint64_t newest_ = 0;
  bool newest_is_limit_ = false; ///< a state came directly after the newest cursor
};

} // namespace docker_monitor::model
