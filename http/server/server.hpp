#pragma once

#include "http/api/latest_silences.hpp"
#include "http/api/latest_snapshot.hpp"
#include "http/prometheus/self_metrics.hpp"
#include "http/server/listen_address.hpp"
#include "http/tls/tls_identity.hpp"
#include "model/alarm/alarm.hpp"
#include "model/alarm/alarm_query.hpp"
#include "model/alarm/sink_status.hpp"
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

class server_core;

/// Whom the server asks for what no snapshot has. A handler that is dropped without an answer is a
/// 503.
struct record_sources {
  model::alarm_history alarms{};   ///< empty where no alarms are kept
  model::history_source metrics{}; ///< empty where no metric history is kept
};

/// How HTTP is served.
struct server_options {
  std::vector<listen_address> listen{};
  /// Host names accepted beside loopback names and the bound addresses; `*` accepts all.
  std::vector<std::string> allowed_hosts{};
  bool any_host = false;
  /// Those a client must have one of; empty where none is asked for.
  std::vector<std::string> tokens{};
  /// Who we are on TCP addresses; null where plain HTTP is spoken there, as on unix sockets.
  tls_context_ptr tls{};
  /// Keys of the container labels that may be shown.
  std::vector<std::string> labels{
      "com.docker.compose.project", "com.docker.compose.service",
      "com.docker.compose.container-number"};
  /// Where alarms go, in the order they are shown.
  model::latest_sink_states sinks{};
  /// Where the silences are; null where there can be none.
  std::shared_ptr<const latest_silences> silences{};
  /// What is counted about ourselves.
  std::shared_ptr<const http::self_metrics> self_metrics =
      std::make_shared<const http::self_metrics>();
  /// When the program was started.
  model::engine_time started_at{};
  /// All containers are simulated, and whoever looks is told so.
  bool demo = false;
  /// Between two samples of a container; 0 where nobody should be told.
  std::chrono::nanoseconds interval{0};
  /// Of the files that samples are read from: 1 or 2; 0 where none are.
  int cgroup_version = 0;
  /// Requests that may wait for such an answer at the same time.
  std::size_t max_waiting = 64;
  /// At the cap the longest idle connection of the client that has most makes room for a new one.
  /// Lowered by `listen` where the
  /// limit of open files would leave too few for the rest of the program.
  std::size_t max_connections = 1024;
  /// Most connections from one IP address; 0 is no limit.
  std::size_t max_connections_per_address = 0;
  /// Whether what containers wrote, and their commands, may be shown.
  bool show_logs = false;
  /// Series of containers and host in `/metrics` at most.
  std::size_t max_series = 200'000;
  /// Takes what a log should say; may be empty.
  std::function<void(const std::string&)> log{};
  /// The clock of all deadlines.
  std::function<std::chrono::steady_clock::time_point()> clock = std::chrono::steady_clock::now;
};

/// An endpoint we listen on.
struct bound_endpoint {
  listen_address address;       ///< with the port the kernel chose
  bool beyond_loopback = false; ///< other machines may reach it: worth a warning without a token
  bool tls = false;             ///< HTTPS is spoken there
};

/// Serves the latest snapshot over HTTP on the thread that runs the io_context, which must outlive
/// the server. Destroy it while no thread runs the io_context, or after `stop` called back.
class server {
 public:
  server(
      boost::asio::io_context& io, const http::latest_snapshot& latest_snapshot,
      server_options options);
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Binds every address of the options; all or nothing. Clients may connect from now on and wait
  /// for `serve`. A stale unix socket is replaced, a live one is not. The message of a failure
  /// names cause and remedy.
  model::expected<std::vector<bound_endpoint>> listen();

  /// Accepts the clients of the addresses that are bound. Keeps `sources` until it has stopped.
  void serve(record_sources sources);

  /// Serves a connected stream socket and owns it from now on. With `check_host` its Host fields
  /// must be allowed ones.
  void adopt(int descriptor, bool check_host);

  /// Stops accepting and closes idle connections at once, others when their request is answered,
  /// at most a second later; removes unix sockets; then calls `stopped` on the io_context's thread.
  /// May be called from any thread; only the first call counts.
  void stop(std::function<void()> stopped);

  /// Tells those who follow the stream of an alarm. From any thread, as long as the io_context
  /// lives.
  void tell(const model::alarm& alarm);

  /// Connections from now on see another identity, where TLS is spoken. From any thread, likewise.
  void renew(tls_context_ptr identity);

  /// Requests from now on must have one of these tokens, where one is asked for. From any thread,
  /// likewise.
  void renew(std::vector<std::string> tokens);

  /// Ends what is past its deadline by the clock of the options; a timer calls it.
  void check_deadlines();

  /// Open connections.
  [[nodiscard]] std::size_t connections() const;

 private:
  std::shared_ptr<server_core> core_;
};

} // namespace docker_monitor::http
