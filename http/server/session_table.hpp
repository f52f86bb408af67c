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

/// What a connection is doing, which decides how long it may.
enum class phase : std::uint8_t {
  idle,        ///< between requests: 75 s, longer than any scrape interval
  waiting,     ///< for an answer that takes its time: 5 s
  reading,     ///< new, or in a header section: 5 s for the whole of it
  writing,     ///< a response that did not fit into the socket at once: 10 s for the whole of it
  lingering,   ///< answered and shut down, the client may still read: 2 s
  streaming,   ///< following the stream, with nothing to be sent: a sign of life every 15 s
  pushing,     ///< following the stream, and not reading: 5 s until it takes something
  handshaking, ///< new, and TLS is not agreed upon: 5 s, which a client that is turned away has,
               ///< too
};

/// How long a connection may stay in a phase.
std::chrono::seconds time_limit(phase phase);

/// Every open connection, ordered by how long each has been in its phase. As all connections of a
/// phase have the same limit, that is the order of their deadlines: one timer for the first of them
/// serves all, and the moves of a busy connection cost no timer and no allocation.
class session_table {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// A connection's place; stays valid until `remove`.
  struct entry {
    std::shared_ptr<session> who;
    phase doing;
    time_point since;
  };
  using place = std::list<entry>::iterator;

  /// Adds a connection.
  place add(std::shared_ptr<session> who, phase doing, time_point now);

  /// Begins a phase, also the same one anew; `now` must not be before that of an earlier call.
  void move(place which, phase doing, time_point now);

  /// Forgets a connection.
  void remove(place which);

  /// The earliest deadline; none without connections.
  [[nodiscard]] std::optional<time_point> first_deadline() const;

  /// A connection whose deadline has passed; null if there is none.
  [[nodiscard]] std::shared_ptr<session> overdue(time_point now) const;

  /// The connection that is missed least, of the client that has most, handshakes apart: one that
  /// is done, else the
  /// longest idle one, else the one longest in its header section. Of the client that has most
  /// after it where all of that are being answered; null where all are.
  [[nodiscard]] std::shared_ptr<session> least_needed() const;

  /// The oldest handshake of the client that has most of them; null without one.
  [[nodiscard]] std::shared_ptr<session> oldest_handshake() const;

  /// All connections, as closing some of them changes the table.
  [[nodiscard]] std::list<std::shared_ptr<session>> all() const;

  /// Connections, handshakes apart.
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Connections whose handshake is not over.
  [[nodiscard]] std::size_t handshakes() const { return list(phase::handshaking).size(); }

  /// How many connections the client with this address has, handshakes apart.
  [[nodiscard]] std::size_t size_of(const std::optional<ip_address>& peer) const;

 private:
  [[nodiscard]] std::shared_ptr<session> least_needed(std::size_t connections) const;
  std::list<entry>& list(phase doing) { return lists_[static_cast<std::size_t>(doing)]; }
  [[nodiscard]] const std::list<entry>& list(phase doing) const {
    return lists_[static_cast<std::size_t>(doing)];
  }
  void count(const session& who);

  std::array<std::list<entry>, 8> lists_;
  std::size_t size_ = 0;
  std::map<std::optional<ip_address>, std::size_t> clients_; ///< how many each has
};

} // namespace docker_monitor::http
