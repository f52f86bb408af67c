#pragma once

#include "http/container/container_json.hpp"
#include "http/container/rendered_list.hpp"
#include "http/message/response.hpp"
#include "http/stream/stream_event.hpp"
#include "http/stream/stream_log.hpp"
#include "model/container/snapshot.hpp"
#include "model/container/snapshot_changes.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// Who follows the stream: a session.
class stream_client {
 public:
  /// Takes a text to send behind those before; may leave the hub.
  virtual void push(const body_ptr& text) = 0;

  virtual ~stream_client() = default;
};

/// What a client asked for.
struct stream_wish {
  stream_topics topics{};
  bool gzip = false;
  std::string last_event_id{};   ///< empty: it begins
  std::uint64_t asked_after = 0; ///< the newest event when it asked
  body_ptr alarms{};             ///< a JSON array of those before; null where nobody knows
};

/// Tells the clients of the stream what happens: a full first state, then what changes, each event
/// rendered once for all. While nobody listens, and nobody did a moment ago, it does nothing. Used
/// on the HTTP thread only.
class stream_hub {
 public:
  /// What the events depend on beside snapshots and alarms.
  struct settings {
    std::vector<std::string> labels; ///< keys of those that may be shown
    bool commands = false;           ///< whether those of containers may be shown
    std::string epoch;               ///< another one for another process
    /// Appends the host object; may be empty.
    std::function<void(std::string& out, const model::snapshot& snapshot)> append_host;
  };

  /// How long events are kept for a client that may come back.
  static constexpr std::chrono::seconds timeout{60};

  explicit stream_hub(settings from);

  /// Begins to follow, from this snapshot on, if it does not already; somebody is about to join.
  void wake(const model::snapshot_ptr& snapshot);

  /// True while events are kept.
  [[nodiscard]] bool is_awake() const { return before_ != nullptr; }

  /// The number of the newest event.
  [[nodiscard]] std::uint64_t newest() const { return log_.newest(); }

  /// What a client is sent first: the events it has missed, where all of them are still known, else
  /// the state of everything. Without effect on what it is told later: see `join`.
  std::vector<body_ptr> opening(const stream_wish& wish);

  /// From now on the client is told of events; it must leave before it ends.
  void join(stream_client& client, const stream_wish& wish);

  /// No effect on those who are not there.
  void leave(const stream_client& client);

  /// Takes what is known now.
  void take(const model::snapshot_ptr& snapshot);

  /// Takes an alarm, as JSON.
  void take_alarm(std::string_view alarm);

  /// Ends following where nobody has listened for `timeout`; true while it does.
  bool tidy(std::chrono::steady_clock::time_point now);

  [[nodiscard]] std::size_t clients() const { return clients_.size(); }

 private:
  struct listener {
    stream_client* who; ///< null: has left
    stream_topics topics;
    bool gzip;
  };

  [[nodiscard]] container_view view_of(const model::snapshot& snapshot) const;
  void tell(stream_topic topic, std::string_view name, std::string_view data);
  void tell_samples(const std::vector<model::row_ptr>& rows, const model::snapshot& snapshot);
  void tell_container(
      const model::snapshot_changes::container_change& change, const model::snapshot& snapshot);
  std::vector<body_ptr> state(const stream_wish& wish);

  settings settings_;
  model::snapshot_ptr before_; ///< what the clients know; null while nobody listens
  stream_log log_;
  std::vector<listener> clients_;
  rendered_list containers_; ///< for those who begin
  body_ptr rendered_;        ///< what it returned last
  body_ptr rendered_gzip_;   ///< the same, compressed; null until it is needed
  std::optional<std::uint32_t> cores_;
  std::optional<std::chrono::steady_clock::time_point> alone_since_;
  bool telling_ = false; ///< so that the list of clients must keep its places
};

} // namespace docker_monitor::http
