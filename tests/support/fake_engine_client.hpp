#pragma once

#include "engine/api/engine_client.hpp"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace docker_monitor::tests {

/// An engine whose answers the test gives, call by call.
class fake_engine_client final : public engine::engine_client {
 public:
  void negotiate(engine::handler<engine::engine_identity> done) override {
    negotiations.push_back(std::move(done));
  }
  void machine(engine::handler<engine::engine_identity> done) override {
    machines.push_back(std::move(done));
  }
  void list(engine::handler<std::vector<model::container>> done) override {
    lists.push_back(std::move(done));
  }
  void inspect(const std::string& id, engine::handler<model::container> done) override {
    inspections.emplace_back(id, std::move(done));
  }
  void stats(const std::string& id, engine::handler<model::counters> done) override {
    stats_calls.emplace_back(id, std::move(done));
  }
  void disk_usage(engine::handler<model::disk_usage> done) override {
    disk_usages.push_back(std::move(done));
  }
  void
  logs(const std::string& id, unsigned, engine::handler<std::vector<std::string>> done) override {
    log_calls.emplace_back(id, std::move(done));
  }
  bool holds_stats_calls() const override { return held; }
  void ping(engine::handler<bool> done) override { pings.push_back(std::move(done)); }
  void recall(
      model::engine_time since_when, model::engine_time until_when,
      engine::handler<model::event_memory> done) override {
    recalled_since = since_when;
    recalled_until = until_when;
    recalls.push_back(std::move(done));
  }
  void subscribe(
      model::engine_time from, std::function<void()> when_opened,
      std::function<void(model::event_batch)> when_received,
      std::function<void(model::failure)> when_ended) override {
    ++subscriptions;
    since = from;
    opened = std::move(when_opened);
    received = std::move(when_received);
    ended = std::move(when_ended);
  }
  void unsubscribe() override { ++unsubscribed; }

  /// Takes the oldest of the calls out of a queue.
  template <class Calls>
  static auto pop(Calls& calls) {
    auto first = std::move(calls.front());
    calls.pop_front();
    return first;
  }

  std::deque<engine::handler<engine::engine_identity>> negotiations;
  std::deque<engine::handler<engine::engine_identity>> machines;
  std::deque<engine::handler<std::vector<model::container>>> lists;
  std::deque<std::pair<std::string, engine::handler<model::container>>> inspections;
  std::deque<std::pair<std::string, engine::handler<model::counters>>> stats_calls;
  std::deque<std::pair<std::string, engine::handler<std::vector<std::string>>>> log_calls;
  std::deque<engine::handler<model::disk_usage>> disk_usages;
  std::deque<engine::handler<bool>> pings;
  std::deque<engine::handler<model::event_memory>> recalls;
  model::engine_time recalled_since{};
  model::engine_time recalled_until{};
  bool held = true;
  unsigned subscriptions = 0;
  unsigned unsubscribed = 0;
  model::engine_time since{};
  std::function<void()> opened;
  std::function<void(model::event_batch)> received;
  std::function<void(model::failure)> ended;
};

} // namespace docker_monitor::tests
