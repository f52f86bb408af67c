#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "actors/fleet/fleet_listener_actor.hpp"
#include "app/hub_commands.hpp"
#include "app/plan.hpp"
#include "fleet/bus.hpp"
#include "fleet/host_queries.hpp"
#include "fleet/hub_directory.hpp"
#include "fleet/nats_server.hpp"
#include "http/server/server_thread.hpp"

#include <csignal>
#include <functional>
#include <memory>
#include <mutex>

namespace docker_monitor::app {

/// Reloads rules, tokens and the certificate of the API.
void reload_hub(
    const plan& p, http::server_thread& server, const actors::alarm_router_actor& router);

/// The parts of a hub that its watch uses.
struct watched_hub {
  std::shared_ptr<fleet::bus> bus;
  std::shared_ptr<fleet::host_queries> queries;
  actors::fleet_listener_actor listener;
  fleet::nats_server* server; ///< null if it is not the hub's own
  actors::alarm_router_actor router;
};

/// Waits, in the main thread of a hub, for signals and for commands that change the roster. Keeps
/// the connection open and the server's certificate valid.
class hub_watch {
 public:
  /// The directory must outlive the watch.
  hub_watch(fleet::hub_directory& directory, fleet_address listen);
  ~hub_watch();
  hub_watch(const hub_watch&) = delete;
  hub_watch& operator=(const hub_watch&) = delete;

  /// Writes the configuration of nats-server for the current roster. Returns true if it changed.
  model::expected<bool> write_configuration();

  /// Reports that the connection was made or lost. May be called from any thread.
  void report_connection(bool connected);

  /// Returns on a signal to stop the hub. On SIGHUP calls `reload` and renews the certificate if
  /// it is due.
  void run(const sigset_t& signals, watched_hub hub, const std::function<void()>& reload);

 private:
  void sync(const watched_hub& hub);
  void keep_open(const watched_hub& hub);
  void renew_certificate(const watched_hub& hub);

  fleet::hub_directory& directory_;
  fleet_address listen_;
  int inotify_ = -1;
  std::mutex mutex_;
  actors::fleet_listener_actor listener_; ///< null except during `run`
};

} // namespace docker_monitor::app
