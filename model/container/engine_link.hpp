#pragma once

#include "model/container/event_replay.hpp"

#include <cstdint>
#include <optional>

namespace docker_monitor::model {

/// How far the connection to an engine is.
enum class link_state : std::uint8_t {
  connecting,  ///< there was none yet
  away,        ///< it is lost and tried again
  recalling,   ///< the engine is asked what it remembers of the time since the last connection
  subscribing, ///< its events are asked for
  listing,     ///< its list is awaited, and events wait for that
  replaying,   ///< events are applied; those it remembers show whether any was lost
  live,        ///< events are applied as they come
  checking,    ///< the same, while a silent stream is checked
};

/// What happens to it.
enum class link_event : std::uint8_t {
  identified,           ///< the engine told who it is
  identified_after_gap, ///< so, after a time without events
  recalled,             ///< it answered what it remembers, or failed to
  subscribed,           ///< it accepted the subscription
  listed,               ///< its list is in
  listed_after_gap,     ///< so, after a time without events
  continuity_known,     ///< whether any was lost is known
  fell_silent,          ///< the stream says nothing, and the engine is asked whether that is right
  checked,              ///< it answered
  lost,                 ///< the connection ended, or could not be made
};

/// The state after an event; none where it cannot happen in that state.
std::optional<link_state> next(link_state state, link_event event);

/// Whose table of containers there is.
enum class table_origin : std::uint8_t {
  none,                ///< none yet
  restored,            ///< that of an earlier run of ours
  restored_after_boot, ///< so, and the engine's machine was started since
  followed,            ///< that of an earlier list
};

/// A connection to an engine: its state, with which table it began, and whether the engine is away.
class engine_link {
 public:
  [[nodiscard]] link_state state() const { return state_; }

  /// Takes what happened; false, and nothing changes, where it cannot happen now.
  bool take(link_event event);

  /// True where the list is in and events are applied.
  [[nodiscard]] bool is_followed() const;

  /// Takes the table of an earlier run.
  void restore(bool rebooted);

  /// The table was another engine's.
  void forget() { table_ = table_origin::none; }

  /// The list is in, and the table is its.
  void follow() { table_ = table_origin::followed; }

  [[nodiscard]] table_origin table() const { return table_; }
  [[nodiscard]] bool has_table() const { return table_ != table_origin::none; }
  [[nodiscard]] bool is_restored() const;

  /// An attempt without an answer.
  void note_failure() { ++failures_; }

  /// The engine answers: takes down with what this connection begins.
  void begin();

  /// It did not answer just before this connection.
  [[nodiscard]] bool was_unreachable() const { return was_unreachable_; }

  /// Its containers were known before this connection.
  [[nodiscard]] bool is_repeated() const { return began_with_ != table_origin::none; }

  /// The engine began anew since its containers were known, by what it tells again.
  [[nodiscard]] bool has_restarted(const event_replay& replay) const;

  /// Events may have been lost before this connection.
  [[nodiscard]] bool may_have_lost_events(const event_replay& replay) const;

  /// The number of the outage that begins now; none where the engine is away already.
  std::optional<std::uint64_t> begin_outage();

  /// It goes on.
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
