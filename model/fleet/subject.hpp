#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// The messages between a host and the hub; each has a subject.
enum class fleet_topic : std::uint8_t {
  state,   ///< the full state of a host, from time to time
  samples, ///< changes since the state
  alarms,  ///< one alarm, answered once it is on the hub's disk
  ask,     ///< a query of the hub; the host answers as to a GET
};

/// Returns the last part of the subject.
std::string_view to_string(fleet_topic topic);

/// Returns `fleet.<host>.<topic>`.
std::string fleet_subject(std::string_view host, fleet_topic topic);

/// The parts of a host's subject.
struct fleet_address {
  std::string_view host; ///< refers to the subject's text
  fleet_topic topic = fleet_topic::state;
};

/// Parses a subject of `fleet_subject`; none for any other.
std::optional<fleet_address> parse_fleet_subject(std::string_view subject);

/// Returns the prefix of the subjects for answers to a host; a dot and more follow.
std::string fleet_inbox(std::string_view host);

/// The prefix of the subjects for answers to the hub.
inline constexpr std::string_view hub_inbox = "_HUB";

/// Returns true if a reply to this subject reaches the host only. The requester chooses the
/// subject, and the hub may publish to all inboxes.
bool is_inbox_of(std::string_view host, std::string_view reply_subject);

/// Returns why a name is invalid; none for 1 to 63 letters, digits, `-` and `_`. Such a name is one
/// part of a subject, of a path and of a file name.
std::optional<std::string> fleet_name_problem(std::string_view name);

} // namespace docker_monitor::model
