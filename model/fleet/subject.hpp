#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// What a host and the hub tell each other, each under a subject of its own.
enum class fleet_topic : std::uint8_t {
  state,   ///< all that a host knows, now and then
  samples, ///< what changed since
  alarms,  ///< one alarm, answered once it is on the hub's disk
  ask,     ///< the hub asks a host, which answers as to a GET
};

/// The last part of the subject.
std::string_view to_string(fleet_topic topic);

/// `fleet.<host>.<topic>`.
std::string fleet_subject(std::string_view host, fleet_topic topic);

/// A subject of a host, taken apart.
struct fleet_address {
  std::string_view host; ///< a part of the subject
  fleet_topic topic = fleet_topic::state;
};

/// Reads a subject; none for any other than `fleet_subject` gives.
std::optional<fleet_address> parse_fleet_subject(std::string_view subject);

/// Where answers to a host go: this, a dot and more.
std::string fleet_inbox(std::string_view host);

/// Where answers to the hub go, likewise.
inline constexpr std::string_view hub_inbox = "_HUB";

/// True where a reply to this subject reaches the host only. The requester chooses the
/// subject, and the hub may write to all of them.
bool is_inbox_of(std::string_view host, std::string_view reply_subject);

/// Why a host cannot have this name; none for 1 to 63 letters, digits, `-` and `_`, which are one
/// part of a subject, of a path and of a file name.
std::optional<std::string> fleet_name_problem(std::string_view name);

} // namespace docker_monitor::model
