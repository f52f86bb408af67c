#include "app/signals.hpp"

#include "app/reload.hpp"

#include <chrono>

namespace docker_monitor::app {

namespace {

/// The interval at which the certificate is checked.
constexpr std::chrono::hours certificate_interval{1};

} // namespace

sigset_t block_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void wait_for_end(
    const sigset_t& signals, const plan& p, http::server_thread& server,
    const actors::alarm_router_actor& router) {
  auto shown = p.tls;
  const timespec pause{std::chrono::seconds{certificate_interval}.count(), 0};
  for (;;) {
    check_certificate(shown, router);
    const int number = sigtimedwait(&signals, nullptr, &pause);
    if (number == SIGTERM || number == SIGINT)
      return;
    if (number != SIGHUP) // the pause is over, or a debugger stopped the process
      continue;
    reload_rules(p, router);
    reload_access(p, server, shown);
  }
}

} // namespace docker_monitor::app
