#pragma once

#include "http/prometheus/self_metrics.hpp"
#include "http/published/latest_remote_write.hpp"
#include "http/published/latest_silences.hpp"
#include "http/published/latest_sink_state.hpp"
#include "http/published/latest_snapshot.hpp"
#include "http/server/listen_address.hpp"
#include "http/tls/tls_identity.hpp"
#include "model/alarm/alarm.hpp"
#include "model/alarm/alarm_query.hpp"
#include "model/failure.hpp"
#include "model/history/history_query.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
} // namespace boost::asio

namespace docker_monitor::http {

class latest_hosts;
class server_core;

/// The sources of answers that are not in a snapshot. A request that a source drops without an
/// answer gets a 503.
struct record_sources {
  model::alarm_history alarms{};   ///< empty where no alarms are kept
  model::history_source metrics{}; ///< empty where no metric history is kept
};

/// The settings of the server.
struct server_options {
  std::vector<listen_address> listen{};
  /// Host names accepted beside loopback names and the bound addresses; `*` accepts all.
  std::vector<std::string> allowed_hosts{};
  bool any_host = false;
  /// A client must have one of these tokens; empty where no token is required.
  std::vector<std::string> tokens{};
  /// The identity on TCP addresses; null for plain HTTP. Unix sockets always use plain HTTP.
  tls_context_ptr tls{};
  /// Keys of the container labels that may be shown.
  std::vector<std::string> labels{
      "com.docker.compose.project", "com.docker.compose.service",
      "com.docker.compose.container-number"};
  /// The states of the sinks, in the order in which they are shown.
  latest_sink_states sinks{};
  /// The states of the receivers of remote write, in the order in which they are shown.
  latest_remote_writes remote_writes{};
  /// The silences in force; null where there are none.
  std::shared_ptr<const latest_silences> silences{};
  /// On the hub of a fleet, the state of its hosts; else null.
  std::shared_ptr<const latest_hosts> fleet{};
  /// The self-metrics.
  std::shared_ptr<const http::self_metrics> self_metrics =
      std::make_shared<const http::self_metrics>();
  /// The start of the program.
  model::engine_time started_at{};
  /// The options by which `silence` and `ack` find this instance, as words; empty where they need
  /// none.
  std::vector<std::string> control_options{};
  /// All containers are simulated, which the API and the page show.
  bool demo = false;
  /// The interval between two samples of a container; 0 where it is not shown.
  std::chrono::nanoseconds interval{0};
  /// The version of the cgroup files in use: 1 or 2; 0 where none are read.
  int cgroup_version = 0;
  /// The most requests that may wait for deferred answers.
  std::size_t max_waiting = 64;
  /// The most connections. At the limit the longest idle connection of the client that has most is
  /// closed for a new one. `listen` lowers it where the limit of open files would leave too few for
  /// the rest of the program.
  std::size_t max_connections = 1024;
  /// The most connections from one IP address; 0 is no limit.
  std::size_t max_connections_per_address = 0;
  /// Containers' output and commands may be shown.
  bool show_logs = false;
  /// The most series of containers and host in `/metrics`.
  std::size_t max_series = 200'000;
  /// Takes messages for the log; may be empty.
  std::function<void(const std::string&)> log{};
  /// The clock of all deadlines.
  std::function<std::chrono::steady_clock::time_point()> clock = std::chrono::steady_clock::now;
};

/// An endpoint that the server listens on.
struct bound_endpoint {
  listen_address address;       ///< with the port that the kernel chose
  bool beyond_loopback = false; ///< other machines may reach it, worth a warning without a token
  bool tls = false;             ///< HTTPS is spoken there
};

/// Serves the latest snapshot over HTTP on the thread that runs the io_context, which must outlive
/// the server. Destroy it while no thread runs the io_context, or after the callback of `stop`.
class server {
 public:
  server(
      boost::asio::io_context& io, const http::latest_snapshot& latest_snapshot,
      server_options options);
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Binds all addresses of the options, or none. Clients may connect from then on and wait for
  /// `serve`. Replaces a stale unix socket, but not a live one. The message of a failure has cause
  /// and remedy.
  model::expected<std::vector<bound_endpoint>> listen();

  /// Accepts the clients of the bound addresses. Keeps `sources` until it has stopped.
  void serve(record_sources sources);

  /// Serves a connected stream socket and takes ownership of it. With `check_host` its requests
  /// must name allowed hosts.
  void adopt(int descriptor, bool check_host);

  /// Stops accepting, closes idle connections at once and others after their current answer, at
  /// most a second later, removes unix sockets, and then calls `stopped` on the io_context's
  /// thread. May be called from any thread; only the first call has an effect.
  void stop(std::function<void()> stopped);

  /// Sends an alarm to the clients that follow the stream. May be called from any thread as long as
  /// the io_context lives.
  void publish_alarm(const model::alarm& alarm);

  /// Replaces the TLS identity for new connections, if TLS is used. May be called from any thread
  /// as long as the io_context lives.
  void renew(tls_context_ptr identity);

  /// Replaces the tokens for new requests, if tokens are required. May be called from any thread as
  /// long as the io_context lives.
  void renew(std::vector<std::string> tokens);

  /// Ends connections past their deadline by the clock of the options. A timer calls it.
  void check_deadlines();

  /// Returns the number of open connections.
  [[nodiscard]] std::size_t connections() const;

 private:
  std::shared_ptr<server_core> core_;
};

} // namespace docker_monitor::http
