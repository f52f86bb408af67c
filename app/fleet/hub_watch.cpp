#include "app/fleet/hub_watch.hpp"

#include <caf/send.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include <poll.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace docker_monitor::app {

namespace {

using clock = std::chrono::steady_clock;

/// The interval at which the connection is checked.
constexpr int poll_timeout_ms = 1000;
constexpr std::chrono::seconds open_pause{5};
constexpr std::chrono::hours certificate_pause{1};

} // namespace

hub_watch::hub_watch(fleet::hub_directory& directory, fleet_address listen)
    : directory_{directory}, listen_{std::move(listen)}, inotify_{::inotify_init1(
                                                             IN_CLOEXEC | IN_NONBLOCK)} {
  // Commands replace the roster by renaming.
  if (inotify_ >= 0)
    ::inotify_add_watch(inotify_, directory_.path().c_str(), IN_MOVED_TO);
}

hub_watch::~hub_watch() {
  if (inotify_ >= 0)
    ::close(inotify_);
}

model::expected<bool> hub_watch::write_configuration() {
  const auto roster = directory_.read_roster();
  if (!roster)
    return roster.error();
  return directory_.write_configuration(listen_.address, listen_.port, *roster);
}

void hub_watch::report_connection(bool connected) {
  const std::scoped_lock lock{mutex_};
  if (listener_)
    caf::anon_send(listener_, actors::fleet_connection{connected, false});
}

void hub_watch::report_refusal(const std::string& public_key, const std::string& why) {
  const auto roster = directory_.read_roster();
  if (!roster)
    return;
  const auto& members = roster->members();
  const auto found = std::ranges::find(members, public_key, &model::fleet_member::public_key);
  const std::scoped_lock lock{mutex_};
  if (listener_ && found != members.end())
    caf::anon_send(listener_, actors::fleet_refusal{found->name, why});
}

void hub_watch::sync(const watched_hub& hub) {
  const auto roster = directory_.read_roster();
  if (!roster) {
    spdlog::error("fleet: the hosts stay as they were: {}", roster.error().message);
    return;
  }
  const auto written = directory_.write_configuration(listen_.address, listen_.port, *roster);
  if (!written)
    spdlog::error("fleet: {}", written.error().message);
  else if (*written && hub.server)
    hub.server->reload();
  caf::anon_send(
      hub.listener,
      actors::fleet_roster_changed{std::make_shared<const model::fleet_roster>(*roster)});
}

void hub_watch::keep_open(const watched_hub& hub) {
  if (!hub.bus->open())
    return;
  hub.queries->subscribe();
  caf::anon_send(hub.listener, actors::fleet_connection{hub.bus->connected(), true});
}

void hub_watch::renew_certificate(const watched_hub& hub) {
  const auto renewed = directory_.renew_certificate(std::chrono::system_clock::now());
  if (!renewed)
    spdlog::error("fleet: the certificate cannot be renewed: {}", renewed.error().message);
  else if (*renewed && hub.server)
    hub.server->reload();
  auto problem = directory_.expiry_problem(std::chrono::system_clock::now());
  if (!problem.empty())
    spdlog::warn("fleet: {}", problem);
  caf::anon_send(hub.router, actors::self_alarm{"fleet certificate", std::move(problem)});
}

void hub_watch::run(const sigset_t& signals, const watched_hub& hub, const hub_calls& calls) {
  {
    const std::scoped_lock lock{mutex_};
    listener_ = hub.listener;
  }
  const int signal_descriptor = ::signalfd(-1, &signals, SFD_CLOEXEC);
  auto open_at = clock::now();
  auto certificate_at = clock::now();
  sync(hub);
  for (bool ends = false; !ends;) {
    if (clock::now() >= open_at) {
      open_at = clock::now() + open_pause;
      keep_open(hub);
    }
    if (clock::now() >= certificate_at) {
      certificate_at = clock::now() + certificate_pause;
      renew_certificate(hub);
      calls.check();
    }
    std::array<pollfd, 2> waits{{{signal_descriptor, POLLIN, 0}, {inotify_, POLLIN, 0}}};
    ::poll(waits.data(), waits.size(), poll_timeout_ms);
    signalfd_siginfo about{};
    if (waits[0].revents != 0 && ::read(signal_descriptor, &about, sizeof about) == sizeof about) {
      ends = about.ssi_signo != SIGHUP;
      if (!ends) {
        calls.reload();
        certificate_at = clock::now();
      }
    }
    if (waits[1].revents != 0) {
      alignas(inotify_event) std::array<char, 4096> events{};
      while (::read(inotify_, events.data(), events.size()) > 0)
        continue;
      sync(hub);
    }
  }
  ::close(signal_descriptor);
  const std::scoped_lock lock{mutex_};
  listener_ = actors::fleet_listener_actor{};
}

} // namespace docker_monitor::app
