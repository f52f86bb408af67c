#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

namespace docker_monitor::bench {

/// Aborts a measurement, so that everything it made is removed by destructors. The harness either
/// completes or stops as a whole; only the harness uses exceptions.
class harness_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The harness received SIGINT or SIGTERM.
class interrupted : public harness_error {
 public:
  interrupted() : harness_error("interrupted") {}
};

/// Makes SIGINT and SIGTERM interrupt the measurement instead of ending the process.
void take_interruptions();

/// Throws `interrupted` after a signal.
void check_interruption();

/// Sleeps. Throws `interrupted` soon after a signal.
void pause_for(std::chrono::nanoseconds time);

/// Sleeps until `when`. Throws as `pause_for` does.
void pause_until(std::chrono::steady_clock::time_point when);

} // namespace docker_monitor::bench
