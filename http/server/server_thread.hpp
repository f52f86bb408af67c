#pragma once

#include "http/server/server.hpp"

#include <memory>
#include <vector>

namespace docker_monitor::http {

/// The HTTP server on its own thread.
class server_thread {
 public:
  /// `latest_snapshot` must outlive it.
  server_thread(const http::latest_snapshot& latest_snapshot, server_options options);

  /// Stops the server and waits for the thread.
  ~server_thread();
  server_thread(const server_thread&) = delete;
  server_thread& operator=(const server_thread&) = delete;

  /// See `server::listen`.
  model::expected<std::vector<bound_endpoint>> listen();

  /// Starts the thread; see `server::serve`.
  void serve(record_sources sources);

  /// See `server::publish_alarm`.
  void publish_alarm(const model::alarm& alarm);

  /// See `server::renew`.
  void renew(tls_context_ptr identity);
  void renew(std::vector<std::string> tokens);

  /// Stops accepting and lets current requests finish within a second; then the thread ends.
  void stop();

  /// Waits after `stop` until the thread has ended and released the sources of `serve`.
  void wait();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace docker_monitor::http
