#pragma once

namespace docker_monitor::terminal {

/// Remembers the modes of the terminal of standard input, before ncurses changes them.
void remember_modes();

/// From now on a fatal signal gives the terminal back before it ends us: the modes remembered, the
/// usual screen, the cursor. For after ncurses has begun.
void begin_rescue();

/// Fatal signals are as usual again.
void end_rescue();

} // namespace docker_monitor::terminal
