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

/// A client that follows the stream: a session.
class stream_client {
 public:
  /// Appends a text to the output. May leave the hub.
  virtual void push(const body_ptr& text) = 0;

  virtual ~stream_client() = default;
};

/// A client's choices.
struct stream_request {
  stream_topics topics{};
  bool gzip = false;
  std::string last_event_id{};       ///< empty for a new client
  std::uint64_t requested_after = 0; ///< number of the newest event at the time of the request
  body_ptr alarms{}; ///< a JSON array of earlier alarms; null where they are unknown
};

/// Sends changes to the clients of the stream: first the full state, then changes, each event
/// rendered once for all. Without clients for a while it does nothing. Used on the HTTP thread
/// only.
class stream_hub {
 public:
  /// The data of events besides snapshots and alarms.
  struct settings {
    std::vector<std::string> labels; ///< keys of the labels that may be shown
    bool commands = false;           ///< containers' commands may be shown
    std::string epoch;               ///< differs between processes
    /// Appends the host object; may be empty.
    std::function<void(std::string& out, const model::snapshot& snapshot)> append_host;
  };

  /// How long events are kept after the last client has left.
  static constexpr std::chrono::seconds timeout{60};

  explicit stream_hub(settings from);

  /// Starts following with this snapshot, unless it already does. A client is about to join.
  void wake(const model::snapshot_ptr& snapshot);

  /// Returns true while events are stored.
  [[nodiscard]] bool is_awake() const { return before_ != nullptr; }

  /// Returns the number of the newest event.
  [[nodiscard]] std::uint64_t newest() const { return log_.newest(); }

  /// Returns the first texts for a client: the missed events, where all of them are still stored,
  /// else the full state. Does not add the client: see `join`.
  std::vector<body_ptr> opening(const stream_request& wanted);

  /// Adds a client that gets all further events. It must leave before it is destroyed.
  void join(stream_client& client, const stream_request& wanted);

  /// Removes a client, if it is there.
  void leave(const stream_client& client);

  /// Takes a new snapshot.
  void take(const model::snapshot_ptr& snapshot);

  /// Takes an alarm, as JSON.
  void take_alarm(std::string_view alarm);

  /// Stops following after `timeout` without clients. Returns true while it follows.
  bool tidy(std::chrono::steady_clock::time_point now);

  [[nodiscard]] std::size_t clients() const { return clients_.size(); }

 private:
  struct listener {
    stream_client* who; ///< null after it has left
    stream_topics topics;
    bool gzip;
  };

  [[nodiscard]] container_view view_of(const model::snapshot& snapshot) const;
  void send(stream_topic topic, std::string_view name, std::string_view data);
  void send_samples(const std::vector<model::row_ptr>& rows, const model::snapshot& snapshot);
  void send_container(
      const model::snapshot_changes::container_change& change, const model::snapshot& snapshot);
  std::vector<body_ptr> state(const stream_request& wanted);

  settings settings_;
  model::snapshot_ptr before_; ///< the state that the clients have; null while it does not follow
  stream_log log_;
  std::vector<listener> clients_;
  rendered_list containers_; ///< for new clients
  body_ptr rendered_;        ///< last result of `containers_`
  body_ptr rendered_gzip_;   ///< the same, compressed; null until needed
  std::optional<std::uint32_t> cores_;
  std::optional<std::chrono::steady_clock::time_point> alone_since_;
  bool sending_ = false; ///< the list of clients must not move elements
};

} // namespace docker_monitor::http
