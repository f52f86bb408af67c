#pragma once

#include "http/server/host_policy.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>

namespace docker_monitor::http {

class session;

/// The state of a connection, which determines its time limit.
enum class phase : std::uint8_t {
  idle,        ///< between requests: 75 s, longer than any scrape interval
  waiting,     ///< for a deferred answer: 5 s
  reading,     ///< new, or in a header section: 5 s for all of it
  writing,     ///< a response that did not fit into the socket at once: 10 s for all of it
  lingering,   ///< answered and shut down; the client may still read: 2 s
  streaming,   ///< following the stream, with nothing to send: a comment every 15 s
  pushing,     ///< following the stream, and not reading: 5 s until it reads
  handshaking, ///< new, in the TLS handshake: 5 s, also for a client that is turned away
};

/// How long a connection may stay in a phase.
std::chrono::seconds time_limit(phase phase);

/// All open connections, ordered by the time in their phase. As all connections in a phase have the
/// same limit, this is the order of their deadlines: one timer serves all, and a change of phase
/// costs no timer and no allocation.
class session_table {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// A connection. It stays valid until `remove`.
  struct entry {
    std::shared_ptr<session> who;
    phase doing;
    time_point since;
  };
  using place = std::list<entry>::iterator;

  /// Adds a connection.
  place add(std::shared_ptr<session> who, phase doing, time_point now);

  /// Begins a phase, possibly the same one again. `now` must not decrease between calls.
  void move(place which, phase doing, time_point now);

  /// Removes a connection.
  void remove(place which);

  /// Returns the earliest deadline; none without connections.
  [[nodiscard]] std::optional<time_point> first_deadline() const;

  /// Returns a connection whose deadline has passed; null if there is none.
  [[nodiscard]] std::shared_ptr<session> overdue(time_point now) const;

  /// Returns the least needed connection, without handshakes, of the client that has most
  /// connections: a finished one, else the longest idle one, else the one longest in its header
  /// section. If all of that client's connections have requests in progress, the client with the
  /// next lower number is taken. Returns null where all connections have.
  [[nodiscard]] std::shared_ptr<session> least_needed() const;

  /// Returns the follower of the stream that gives its place to one more of the client with this
  /// address: the oldest of the client that has most followers. Returns null unless that client has
  /// at least two more than the other, so that neither takes the place back.
  [[nodiscard]] std::shared_ptr<session>
  follower_to_replace(const std::optional<ip_address>& peer) const;

  /// Returns the oldest handshake of the client that has most of them; null without one.
  [[nodiscard]] std::shared_ptr<session> oldest_handshake() const;

  /// Returns a copy of the list of all connections, as closing some of them changes the table.
  [[nodiscard]] std::list<std::shared_ptr<session>> all() const;

  /// Returns the number of connections, without handshakes.
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Returns the number of handshakes.
  [[nodiscard]] std::size_t handshakes() const { return list(phase::handshaking).size(); }

  /// Returns the number of connections of the client with this address, without handshakes.
  [[nodiscard]] std::size_t size_of(const std::optional<ip_address>& peer) const;

 private:
  [[nodiscard]] std::shared_ptr<session> least_needed(std::size_t connections) const;
  std::list<entry>& list(phase doing) { return lists_[static_cast<std::size_t>(doing)]; }
  [[nodiscard]] const std::list<entry>& list(phase doing) const {
    return lists_[static_cast<std::size_t>(doing)];
  }
  [[nodiscard]] std::list<std::shared_ptr<session>> followers() const;
  void count(const session& who);

  std::array<std::list<entry>, 8> lists_;
  std::size_t size_ = 0;
  std::map<std::optional<ip_address>, std::size_t> clients_; ///< number of connections of each
};

} // namespace docker_monitor::http
