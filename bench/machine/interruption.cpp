#include "bench/machine/interruption.hpp"

#include <csignal>
#include <ctime>

namespace docker_monitor::bench {

namespace {

volatile std::sig_atomic_t asked_to_stop = 0;

void note_signal(int) {
  asked_to_stop = 1;
}

} // namespace

void take_interruptions() {
  struct sigaction action {};
  action.sa_handler = note_signal; // without SA_RESTART, so that sleeping and polling calls return
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void check_interruption() {
  if (asked_to_stop != 0)
    throw interrupted{};
}

void pause_for(std::chrono::nanoseconds time) {
  pause_until(std::chrono::steady_clock::now() + time);
}

void pause_until(std::chrono::steady_clock::time_point when) {
  // libstdc++'s steady clock is CLOCK_MONOTONIC.
  const auto since_boot = when.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_boot);
  const timespec target{seconds.count(), (since_boot - seconds).count()};
  do
    check_interruption();
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &target, nullptr) == EINTR);
  check_interruption();
}

} // namespace docker_monitor::bench
