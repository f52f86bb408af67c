#pragma once

#include "model/failure.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace docker_monitor::fleet {

/// The severity of a line of the server's log.
enum class log_level : std::uint8_t { info, warning, error };

/// A line of the server's log without its number, time and level.
struct log_entry {
  log_level level = log_level::info;
  std::string_view text;
};

/// Reads a line of nats-server's log.
log_entry parse_log_line(std::string_view line);

/// A client of the server that does what its permissions forbid.
struct refused_client {
  std::string public_key; ///< the text of its nkey
  std::string why;        ///< such as `it may not publish to fleet.b.alarms`
};

/// Reads the text of a line that reports such a client; none for other lines.
std::optional<refused_client> parse_refusal(std::string_view text);

/// Returns the path of nats-server: the first one in the directories of `path_variable` and in
/// those of packages. Fails with `not_found`; the message names the package.
model::expected<std::string> find_nats_server(std::string_view path_variable);

/// The settings of a server.
struct nats_server_settings {
  std::string program;
  std::vector<std::string> arguments;
  std::function<void(const log_entry&)> log; ///< takes the log; not empty
  /// Takes the reason of a failure after which the server is started again, and an empty text once
  /// it has run for a while; not empty.
  std::function<void(const std::string& why)> report;
  std::chrono::milliseconds first_pause{500}; ///< before a restart; doubles
  std::chrono::milliseconds max_pause{30'000};
};

/// A nats-server as a child process. It is started again when it ends, ended with this object, and
/// ended by the kernel when this process dies. The functions of the settings are called from one
/// thread of this object, and not after the destructor.
class nats_server {
 public:
  explicit nats_server(nats_server_settings settings);

  /// Ends the server by SIGTERM, and half a second later by SIGKILL.
  ~nats_server();
  nats_server(const nats_server&) = delete;
  nats_server& operator=(const nats_server&) = delete;

  /// Makes the server read its configuration again (SIGHUP), once it has started. May be called
  /// from any thread.
  void reload();

  /// Returns the pid; 0 while there is no process.
  [[nodiscard]] int process() const { return process_; }

 private:
  enum class order : char { reload = 'r', stop = 's' };

  void run();
  bool start(int& log_pipe);
  bool serve(int log_pipe);
  bool wait_to_restart(std::chrono::milliseconds pause);
  bool take_log(std::string_view bytes);
  void end_child();
  void send_order(order what) const;

  nats_server_settings settings_;
  int orders_[2] = {-1, -1}; ///< a pipe to the thread
  std::atomic<int> process_{0};
  std::string line_;      ///< incomplete line of the log
  bool is_ready_ = false; ///< it has said that it could start
  std::thread thread_;
};

} // namespace docker_monitor::fleet
