#pragma once

#include "model/container/event.hpp"
#include "model/container/event_cursor.hpp"
#include "model/container/seen_events.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

namespace docker_monitor::model {

/// Up to where an engine's events were taken, and what it tells again on each new connection.
///
/// A connection asks for events from ten seconds before the newest one known, so that the engine's
/// buffer (256 events in Docker) tells first, in order, what was missed. If it begins with what was
/// known, it has forgotten nothing.
class event_replay {
 public:
  /// Of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds overlap{10};
  /// The engine's buffer; a replay of so many may have lost older ones.
  static constexpr std::size_t engine_buffer = 256;

  /// What is to be done about an event.
  struct routing_decision {
    bool news = false;     ///< it came for the first time, and since the containers were adopted
    bool repeated = false; ///< it came before
    bool replayed = false; ///< from the engine's buffer
    bool clock_set_back = false; ///< the engine's: it is older than live ones before it
  };

  /// Goes on where an earlier run was.
  void restore(const event_cursor& cursor);

  /// Nothing is known any more.
  void forget();

  /// Fills in what a later run goes on from.
  void save(event_cursor& to) const;

  /// A connection begins at `now`, when the engine's clock says `clock`. `bounded` is false for an
  /// engine (Podman) that keeps its events on disk.
  void begin(engine_time clock, instant now, bool bounded = true);

  /// What the engine remembered of all types, asked before it tells again; `contact` is when its
  /// events were last known to have come. If it remembers anything that is as old, it still
  /// remembers everything since: its buffer has no holes, and a new process begins with an empty
  /// one.
  void check(const event_memory& memory, engine_time contact);

  /// The containers are taken as they are: what happened before this connection is history.
  void adopt() { adopted_ = clock_; }

  /// From when on to ask for events on this connection.
  [[nodiscard]] engine_time from() const { return from_; }

  /// Looks whether an event is the one that was known last; `take` does so, too.
  void recognise(const event& event);

  /// Takes the next event of this connection.
  routing_decision take(const event& event, instant now);

  /// The newest event before this connection, where there was one.
  [[nodiscard]] const std::optional<event>& remembered() const { return remembered_; }

  /// The remembered event came again, or the engine remembers something older.
  [[nodiscard]] bool is_continuous() const { return continuous_; }

  /// More may have happened than the engine's buffer has room for.
  [[nodiscard]] bool is_full() const {
    return routed_ ? overflowed_ : bounded_ && replayed_ >= engine_buffer;
  }

  /// The engine forgot what it told: it began anew. Where it could not be asked beforehand, it is
  /// taken to have done so until it tells the remembered event.
  [[nodiscard]] bool has_forgotten() const { return !continuous_ && !overflowed_; }

  /// Whether an event came, on this connection or before.
  [[nodiscard]] bool has_seen(const event& event) const { return seen_.contains(event); }

  /// The replay is over: events are live.
  [[nodiscard]] bool is_live() const { return live_; }

  /// The time of the newest event, or else from when on events were asked for.
  [[nodiscard]] engine_time newest() const { return newest_.value_or(from_); }

  /// The engine's time at `now`, from its clock when the connection began; none before the first.
  [[nodiscard]] std::optional<engine_time> engine_time_at(instant now) const;

 private:
  bool is_from_buffer(const event& event, instant now);

  seen_events seen_;
  std::optional<engine_time> newest_;
  std::optional<event> last_;
  std::optional<engine_time> adopted_;
  // Of this connection.
  std::optional<event> remembered_;
  engine_time clock_{};
  instant began_{};
  engine_time from_{};
  std::size_t replayed_ = 0;
  bool bounded_ = true;
  bool continuous_ = false;
  bool routed_ = false;
  bool overflowed_ = false; ///< as the engine's memory tells
  bool live_ = false;
};

} // namespace docker_monitor::model
