#pragma once

#include <optional>
#include <string_view>

namespace docker_monitor::model {

/// SIGKILL, which no process can refuse (signal(7)).
inline constexpr int signal_kill = 9;

/// SIGTERM, by which the engine asks a container to end where its image names no other signal.
inline constexpr int signal_term = 15;

/// What a shell adds to the number of the signal that ended a process, to make its exit code.
inline constexpr int signal_exit_codes = 128;

/// The number of a signal by its number or name, as the engine accepts it: `9`, `KILL`, `SIGKILL`,
/// `SIGRTMIN+3`, in any case. Numbers are those of Linux on x86 and ARM (signal(7)). None for
/// anything else.
std::optional<int> parse_signal(std::string_view text);

} // namespace docker_monitor::model
