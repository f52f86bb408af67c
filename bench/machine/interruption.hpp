#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

namespace docker_monitor::bench {

/// Ends a measurement from wherever it is, so that everything it made is removed on the way out.
/// The harness is a program that either finishes or gives up as a whole: it alone uses exceptions.
class harness_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Somebody asked the harness to stop: SIGINT or SIGTERM.
class interrupted : public harness_error {
 public:
  interrupted() : harness_error("interrupted") {}
};

/// Makes SIGINT and SIGTERM interrupt what follows, instead of ending the process.
void take_interruptions();

/// Throws `interrupted` where somebody asked for it.
void check_interruption();

/// Sleeps; throws `interrupted` soon after somebody asked for it.
void pause_for(std::chrono::nanoseconds time);

/// Sleeps until then; throws as `pause_for`.
void pause_until(std::chrono::steady_clock::time_point when);

} // namespace docker_monitor::bench
