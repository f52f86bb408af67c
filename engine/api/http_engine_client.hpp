#pragma once

#include "engine/api/endpoint.hpp"
#include "engine/api/engine_client.hpp"

#include <memory>

namespace docker_monitor::engine {

/// Talks to an engine over HTTP, asynchronously, on its own thread. Sends GET requests only. Reuses
/// connections. Every call has a deadline.
class http_engine_client final : public engine_client {
 public:
  /// Creates a client without connecting. Fails with `bad_option` where TLS files cannot be used.
  static model::expected<std::unique_ptr<http_engine_client>> make(const endpoint& where);

  /// Ends all calls and joins the thread. Their handlers get `cancelled` or are never called.
  ~http_engine_client() override;
  http_engine_client(const http_engine_client&) = delete;
  http_engine_client& operator=(const http_engine_client&) = delete;

  void negotiate(handler<engine_identity> done) override;
  void machine(handler<engine_identity> done) override;
  void list(handler<std::vector<model::container>> done) override;
  void inspect(const std::string& id, handler<model::container> done) override;
  void stats(const std::string& id, handler<model::counters> done) override;
  void logs(const std::string& id, unsigned lines, handler<std::vector<std::string>> done) override;
  [[nodiscard]] bool holds_stats_calls() const override;
  void disk_usage(handler<model::disk_usage> done) override;
  void ping(handler<bool> done) override;
  void recall(model::engine_time since, model::engine_time until, handler<model::event_memory> done)
      override;
  void subscribe(
      model::engine_time since, std::function<void()> opened,
      std::function<void(model::event_batch)> received,
      std::function<void(model::failure)> ended) override;
  void unsubscribe() override;

 private:
  class implementation;
  explicit http_engine_client(std::unique_ptr<implementation> made);

  std::unique_ptr<implementation> implementation_;
};

} // namespace docker_monitor::engine
