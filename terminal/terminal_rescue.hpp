#pragma once

namespace docker_monitor::terminal {

/// Returns true while this job has the terminal of standard input, or where there is no job
/// control. May be called in a signal handler.
bool has_foreground();

/// Saves the modes of the terminal of standard input, before ncurses changes them.
void remember_modes();

/// Makes fatal signals restore the terminal before they end the process: the saved modes, the main
/// screen, the cursor. Call it after the initialization of ncurses.
void begin_rescue();

/// Restores the default handling of fatal signals.
void end_rescue();

} // namespace docker_monitor::terminal
