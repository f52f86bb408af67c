#pragma once

#include "fleet/bus.hpp"
#include "model/failure.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace docker_monitor::fleet {

/// The answer of a host to a query, as in HTTP.
struct host_answer {
  unsigned status = 0;
  std::string content_type;
  std::string content_encoding; ///< `gzip`; empty: not compressed
  std::string body;
};

/// Sends an answer in pieces that fit into messages. Fails with `refused` if it is too large, else
/// as `bus::publish` does.
model::expected<bool> send_answer(bus& to, const std::string& reply, const host_answer& answer);

/// The pending queries of a hub to its hosts. Any thread may call `ask` and `expire`.
class host_queries {
 public:
  using clock = std::chrono::steady_clock;
  using handler = std::function<void(model::expected<host_answer>)>;

  /// The time that a host has to answer.
  static constexpr std::chrono::seconds timeout{5};
  /// The maximum of pending queries.
  static constexpr std::size_t max_waiting = 256;
  /// The maximum size of an answer, in bytes.
  static constexpr std::size_t max_answer = 32 << 20;

  /// The bus must not be null.
  explicit host_queries(std::shared_ptr<bus> to);

  /// Subscribes to answers; to be called after each `bus::open` that made a new connection.
  void subscribe();

  /// Sends a query to a host; with `gzip` the answer may be compressed. Calls `done` once, on any
  /// thread. Fails with `timeout`, `disconnected`, `unreachable` if the host does not listen, or
  /// `refused` if too many queries wait.
  void
  ask(const std::string& host, const std::string& target, bool gzip, handler done,
      clock::time_point now);

  /// Fails queries without an answer in time; to be called regularly.
  void expire(clock::time_point now);

  /// Ends the subscription and fails all queries with `cancelled`.
  void end();

 private:
  struct query {
    handler done;
    clock::time_point deadline;
    std::vector<std::optional<std::string>> pieces; ///< absent until they arrive
    std::size_t arrived = 0;
    std::size_t bytes = 0;
  };

  void take(const bus_message& message);

  std::shared_ptr<bus> bus_;
  std::string inbox_;
  std::mutex mutex_;
  std::unordered_map<std::string, query> waiting_; ///< by the subject of the answer
  std::uint64_t newest_ = 0;
  std::unique_ptr<bus_subscription> subscription_;
};

} // namespace docker_monitor::fleet
