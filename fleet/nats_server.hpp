#pragma once

#include "model/failure.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace docker_monitor::fleet {

/// How grave a line of the server's log is.
enum class log_level : std::uint8_t { info, warning, error };

/// A line of the server's log without its number, time and level.
struct log_entry {
  log_level level = log_level::info;
  std::string_view text;
};

/// Reads a line that nats-server has written.
log_entry parse_log_line(std::string_view line);

/// The path of nats-server: the first of that name in the directories of `path_variable` and in
/// those where packages put it. Fails with `not_found`; the message names the package.
model::expected<std::string> find_nats_server(std::string_view path_variable);

/// What a server is run with.
struct nats_server_settings {
  std::string program;
  std::vector<std::string> arguments;
  std::function<void(const log_entry&)> log; ///< takes its log; not empty
  /// Takes why it does not run and will be started again, and an empty text once it has run for a
  /// while; not empty.
  std::function<void(const std::string& why)> report;
  std::chrono::milliseconds first_pause{500}; ///< before it is started again; doubles
  std::chrono::milliseconds max_pause{30'000};
};

/// A nats-server as a child process: started again when it ends, ended with this object, and by the
/// kernel when this process dies. All calls of the settings come from one thread of its own, and
/// none after the destructor.
class nats_server {
 public:
  explicit nats_server(nats_server_settings settings);

  /// Ends it: SIGTERM, and SIGKILL half a second later.
  ~nats_server();
  nats_server(const nats_server&) = delete;
  nats_server& operator=(const nats_server&) = delete;

  /// The server reads its configuration again (SIGHUP). From any thread.
  void reload();

  /// Its process; 0 while there is none.
  [[nodiscard]] int process() const { return process_; }

 private:
  enum class order : char { reload = 'r', stop = 's' };

  void run();
  bool start(int& log_pipe);
  bool serve(int log_pipe);
  bool wait_to_restart(std::chrono::milliseconds pause);
  void take_log(std::string_view bytes);
  void end_child();
  void tell(order what) const;

  nats_server_settings settings_;
  int orders_[2] = {-1, -1}; ///< a pipe to the thread
  std::atomic<int> process_{0};
  std::string line_; ///< of the log, not complete yet
  std::thread thread_;
};

} // namespace docker_monitor::fleet
