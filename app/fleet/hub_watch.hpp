#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "actors/fleet/fleet_listener_actor.hpp"
#include "app/fleet/hub_commands.hpp"
#include "fleet/bus.hpp"
#include "fleet/host_queries.hpp"
#include "fleet/hub_directory.hpp"
#include "fleet/nats_server.hpp"

#include <csignal>
#include <functional>
#include <memory>
#include <mutex>

namespace docker_monitor::app {

/// The parts of a hub that its watch uses.
struct watched_hub {
  std::shared_ptr<fleet::bus> bus;
  std::shared_ptr<fleet::host_queries> queries;
  actors::fleet_listener_actor listener;
  fleet::nats_server* server; ///< null if it is not the hub's own
  actors::alarm_router_actor router;
};

/// The functions that the watch of a hub calls.
struct hub_calls {
  std::function<void()> reload; ///< on SIGHUP
  std::function<void()> check;  ///< once an hour and after `reload`: checks the API's certificate
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

  /// Reports that nats-server refused what the host with this key does. May be called from any
  /// thread.
  void report_refusal(const std::string& public_key, const std::string& why);

  /// Returns when the hub shall end. Renews the certificate of nats-server if it is due, once an
  /// hour and on SIGHUP.
  void run(const sigset_t& signals, const watched_hub& hub, const hub_calls& calls);

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
