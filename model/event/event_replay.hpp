#pragma once

#include "model/event/event.hpp"
#include "model/event/event_cursor.hpp"
#include "model/event/seen_events.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

namespace docker_monitor::model {

/// How far an engine's events were read, and what it replays on each new connection.
///
/// A connection requests events from ten seconds before the newest one known, so that the engine
/// first replays the missed ones from its buffer (256 events in Docker), in order. If the replay
/// begins with the known events, none was lost.
class event_replay {
 public:
  /// A time of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds overlap{10};
  /// The engine's buffer. A replay of this many events may have lost older ones.
  static constexpr std::size_t engine_buffer = 256;

  /// How to handle an event.
  struct routing_decision {
    bool is_new = false;   ///< it comes for the first time, and after the containers were adopted
    bool repeated = false; ///< it came before
    bool replayed = false; ///< from the engine's buffer
    bool clock_set_back = false; ///< the engine's: the event is older than live ones before it
  };

  /// Continues from an earlier run.
  void restore(const event_cursor& cursor);

  /// Forgets what is known of the engine's events.
  void forget();

  /// Writes what a later run continues from.
  void save(event_cursor& to) const;

  /// Begins a connection at `now`, when the engine's clock shows `clock`. `bounded` is false for an
  /// engine (Podman) that keeps its events on disk.
  void begin(engine_time clock, instant now, bool bounded = true);

  /// Takes what the engine remembers of all types, queried before the replay. `contact` is when its
  /// events were last known to arrive. If it remembers anything that old, it remembers everything
  /// since: its buffer has no holes, and a new process begins with an empty one.
  void check(const event_memory& memory, engine_time contact);

  /// Adopts the containers as they are: events before this connection are ignored.
  void adopt() { adopted_ = clock_; }

  /// Returns the time from which this connection requests events.
  [[nodiscard]] engine_time from() const { return from_; }

  /// Checks whether an event is the newest one known before; `take` also does so.
  void recognise(const event& event);

  /// Takes the next event of this connection.
  routing_decision take(const event& event, instant now);

  /// Returns the newest event before this connection, if there was one.
  [[nodiscard]] const std::optional<event>& remembered() const { return remembered_; }

  /// Returns true if the remembered event came again, or the engine remembers an older one.
  [[nodiscard]] bool is_continuous() const { return continuous_; }

  /// Returns true if more events may have happened than the engine's buffer holds.
  [[nodiscard]] bool is_full() const {
    return routed_ ? overflowed_ : bounded_ && replayed_ >= engine_buffer;
  }

  /// Returns true if the engine lost the remembered event, since it restarted. Without an answer to
  /// the query, this is assumed until the event comes.
  [[nodiscard]] bool has_forgotten() const { return !continuous_ && !overflowed_; }

  /// Returns whether an event came on this connection or before.
  [[nodiscard]] bool has_seen(const event& event) const { return seen_.contains(event); }

  /// Returns true if the replay is over and events are live.
  [[nodiscard]] bool is_live() const { return live_; }

  /// Returns the time of the newest event, else the time from which events were requested.
  [[nodiscard]] engine_time newest() const { return newest_.value_or(from_); }

  /// Returns the engine's time at `now`, from its clock when the connection began; none before the
  /// first.
  [[nodiscard]] std::optional<engine_time> engine_time_at(instant now) const;

 private:
  bool is_from_buffer(const event& event, instant now);

  seen_events seen_;
  std::optional<engine_time> newest_;
  std::optional<event> last_;
  std::optional<engine_time> adopted_;
  // State of this connection.
  std::optional<event> remembered_;
  engine_time clock_{};
  instant began_{};
  engine_time from_{};
  std::size_t replayed_ = 0;
  bool bounded_ = true;
  bool continuous_ = false;
  bool routed_ = false;
  bool overflowed_ = false; ///< as the engine's memory shows
  bool live_ = false;
};

} // namespace docker_monitor::model
