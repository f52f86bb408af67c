#pragma once

#include "model/event/event_replay.hpp"

#include <cstdint>
#include <optional>

namespace docker_monitor::model {

/// The state of the connection to an engine.
enum class link_state : std::uint8_t {
  connecting,  ///< no connection yet
  away,        ///< lost; attempts continue
  recalling,   ///< the engine is queried for events since the last connection
  subscribing, ///< the event stream is requested
  listing,     ///< the list is requested, and events wait for it
  replaying,   ///< events are applied; remembered ones show whether any was lost
  live,        ///< events are applied as they come
  checking,    ///< live, while a silent stream is checked
};

/// An event of the connection.
enum class link_event : std::uint8_t {
  identified,           ///< the engine identified itself
  identified_after_gap, ///< the same, after a time without events
  recalled,             ///< it sent what it remembers, or failed to
  subscribed,           ///< it accepted the subscription
  listed,               ///< its list arrived
  listed_after_gap,     ///< the same, after a time without events
  continuity_known,     ///< it is known whether events were lost
  fell_silent,          ///< the stream is silent, and the engine is queried to check it
  checked,              ///< it answered
  lost,                 ///< the connection ended, or could not be made
};

/// Returns the state after an event; none if the event cannot happen in that state.
std::optional<link_state> next(link_state state, link_event event);

/// Where the table of containers comes from.
enum class table_origin : std::uint8_t {
  none,                ///< none yet
  restored,            ///< an earlier run of docker-monitor
  restored_after_boot, ///< the same, and the engine's machine was booted since
  followed,            ///< an earlier list
};

/// A connection to an engine: its state, the table it began with, and whether the engine is away.
class engine_link {
 public:
  [[nodiscard]] link_state state() const { return state_; }

  /// Applies an event. Returns false, and changes nothing, if it cannot happen now.
  bool take(link_event event);

  /// Returns true if the list arrived and events are applied.
  [[nodiscard]] bool is_followed() const;

  /// Sets the origin of the table: an earlier run.
  void restore(bool rebooted);

  /// Drops the table: it was another engine's.
  void forget() { table_ = table_origin::none; }

  /// Sets the origin of the table: the list that arrived.
  void follow() { table_ = table_origin::followed; }

  [[nodiscard]] table_origin table() const { return table_; }
  [[nodiscard]] bool has_table() const { return table_ != table_origin::none; }
  [[nodiscard]] bool is_restored() const;

  /// Counts an attempt without an answer.
  void note_failure() { ++failures_; }

  /// Records the table and the failures with which this connection begins. The engine answers.
  void begin();

  /// Returns true if the engine did not answer just before this connection.
  [[nodiscard]] bool was_unreachable() const { return was_unreachable_; }

  /// Returns true if its containers were known before this connection.
  [[nodiscard]] bool is_repeated() const { return began_with_ != table_origin::none; }

  /// Returns true if the engine has restarted since its containers were known, judged by its
  /// replay.
  [[nodiscard]] bool has_restarted(const event_replay& replay) const;

  /// Returns true if events may have been lost before this connection.
  [[nodiscard]] bool may_have_lost_events(const event_replay& replay) const;

  /// Returns the number of the outage that begins now; none if the engine is away already.
  std::optional<std::uint64_t> begin_outage();

  /// Returns true while this outage lasts.
  [[nodiscard]] bool is_away(std::uint64_t outage) const { return away_ && outage == outages_; }

 private:
  link_state state_ = link_state::connecting;
  table_origin table_ = table_origin::none;
  table_origin began_with_ = table_origin::none;
  unsigned failures_ = 0; ///< since the engine answered last
  bool was_unreachable_ = false;
  bool away_ = false; ///< from the loss of a connection to the list of the next one
  std::uint64_t outages_ = 0;
};

} // namespace docker_monitor::model
