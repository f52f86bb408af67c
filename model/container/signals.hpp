#pragma once

#include <optional>
#include <string_view>

namespace docker_monitor::model {

/// SIGKILL, which no process can catch (signal(7)).
inline constexpr int signal_kill = 9;

/// SIGTERM, the engine's stop signal if the image names no other.
inline constexpr int signal_term = 15;

/// A shell adds this to the number of the signal that ended a process to make its exit code.
inline constexpr int signal_exit_codes = 128;

/// Returns the number of a signal given by number or name, as the engine accepts it: `9`, `KILL`,
/// `SIGKILL`, `SIGRTMIN+3`, in any case. Numbers are those of Linux on x86 and ARM (signal(7)).
/// Returns none for anything else.
std::optional<int> parse_signal(std::string_view text);

} // namespace docker_monitor::model
