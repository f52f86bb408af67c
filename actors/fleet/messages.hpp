#pragma once

#include "model/fleet/roster.hpp"
#include "model/fleet/subject.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace docker_monitor::actors {

/// The interval at which a host reports its own usage.
inline constexpr std::chrono::seconds host_report_pause{5};

/// A message of a host.
struct fleet_delivery {
  model::fleet_topic topic = model::fleet_topic::samples;
  std::string payload;
  std::string reply;                ///< the subject for an answer; empty where none is expected
  std::shared_ptr<const void> load; ///< held while the message waits
};

/// The current roster, sent at the start and after each change.
struct fleet_roster_changed {
  std::shared_ptr<const model::fleet_roster> roster; ///< not null
};

/// The hub's connection to NATS was made or lost.
struct fleet_connection {
  bool connected = false;
  bool renewed = false; ///< it is new: the previous subscriptions have ended
};

/// A tick, on which a follower checks its host.
struct fleet_tick {
  bool connected = false; ///< of the hub to NATS
};

/// The entry of one host in the roster has changed.
struct fleet_member_changed {
  model::fleet_member member;
};

/// A refusal of a host's message by NATS, from the log of the hub's own nats-server.
struct fleet_refusal {
  std::string host; ///< its name
  std::string why;
};

/// A query of the hub, from the bus to the reporter.
struct fleet_query {
  enum class what : std::uint8_t {
    get,        ///< as a GET of `target`
    state,      ///< for the whole state
    dictionary, ///< no question: it says which dictionaries of payloads the hub has
    other,      ///< nothing that a hub may ask
  };
  what kind = what::other;
  std::string target;               ///< as that of a GET
  std::string reply;                ///< the subject for the answer
  bool gzip = false;                ///< the answer may be compressed
  bool has_dictionary = false;      ///< the hub has the dictionary of this version
  std::shared_ptr<const void> load; ///< held while the query waits
};

} // namespace docker_monitor::actors
