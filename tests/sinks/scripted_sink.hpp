#pragma once

#include "sinks/sink.hpp"
#include "tests/sinks/alarms.hpp"

#include <functional>

namespace docker_monitor::sinks::test {

/// A sink that does what a test says and remembers what it was asked.
struct scripted_sink : sink {
  int failures = 0;    ///< so many calls of `deliver` fail whole
  std::string refused; ///< the alarm with this id fails
  model::failure refusal = test::refusal();
  std::optional<std::chrono::seconds> asks_for; ///< time, before the next attempt
  bool open_fails = false;
  std::function<void()> on_deliver = [] {};

  std::vector<model::alarm_ptr> received; ///< what was delivered, in order
  int calls = 0;                          ///< of `deliver`
  int opened = 0;
  int kept_alive = 0;
  std::vector<model::alarm_ptr> restored;
  std::vector<std::string> departed; ///< containers that are no more
  std::chrono::milliseconds shutdown_timeout{0};

  std::vector<outcome> deliver(
      std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) override {
    ++calls;
    shutdown_timeout = call_deadline;
    on_deliver();
    const bool fails = failures > 0 && failures-- > 0;
    std::vector<outcome> outcomes;
    for (const auto& alarm : alarms) {
      if (fails || alarm->id == refused) {
        outcomes.emplace_back(refusal);
      } else {
        received.push_back(alarm);
        outcomes.emplace_back();
      }
    }
    return outcomes;
  }

  outcome open(std::chrono::milliseconds) override {
    ++opened;
    return open_fails ? outcome{refusal} : std::nullopt;
  }

  void idle() override { ++kept_alive; }

  void restore(std::span<const model::alarm_ptr> open) override {
    restored.assign(open.begin(), open.end());
  }

  void gone(std::span<const std::string> container_ids) override {
    departed.insert(departed.end(), container_ids.begin(), container_ids.end());
  }

  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const override {
    return asks_for;
  }
};

} // namespace docker_monitor::sinks::test
