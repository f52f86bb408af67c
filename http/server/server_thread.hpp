#pragma once

#include "http/server/server.hpp"

#include <memory>
#include <vector>

namespace docker_monitor::http {

/// The HTTP server on a thread of its own.
class server_thread {
 public:
  /// `latest_snapshot` must outlive it.
  server_thread(const http::latest_snapshot& latest_snapshot, server_options options);

  /// Stops and waits.
  ~server_thread();
  server_thread(const server_thread&) = delete;
  server_thread& operator=(const server_thread&) = delete;

  /// As `server::listen`.
  model::expected<std::vector<bound_endpoint>> listen();

  /// Starts the thread that serves; as `server::serve`.
  void serve(record_sources sources);

  /// As `server::tell`.
  void tell(const model::alarm& alarm);

  /// As `server::renew`.
  void renew(tls_context_ptr identity);
  void renew(std::vector<std::string> tokens);

  /// Stops accepting and lets requests under way finish, at most a second; the thread ends then.
  void stop();

  /// Waits, after `stop`, until the thread has ended. It keeps no source of `serve` then.
  void wait();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace docker_monitor::http
