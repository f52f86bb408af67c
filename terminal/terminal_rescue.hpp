#pragma once

namespace docker_monitor::terminal {

/// True while the terminal of standard input is ours, not that of another job; true where there are
/// no jobs. May be called in a handler of signals.
bool has_foreground();

/// Remembers the modes of the terminal of standard input, before ncurses changes them.
void remember_modes();

/// From now on a fatal signal gives the terminal back before it ends us: the modes remembered, the
/// usual screen, the cursor. For after ncurses has begun.
void begin_rescue();

/// Fatal signals are as usual again.
void end_rescue();

} // namespace docker_monitor::terminal
