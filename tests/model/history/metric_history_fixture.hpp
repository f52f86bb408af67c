#pragma once

#include "model/history/metric_history.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::model::test {

using time_point = std::chrono::sys_seconds;

inline constexpr time_point start{std::chrono::seconds{1'795'032'000}}; ///< a multiple of all steps

/// A metric history, the rounds it takes, and what it hands over.
struct metric_history_fixture {
  metric_history::settings settings;
  std::optional<metric_history> history;
  std::uint64_t round = 0;
  std::vector<row_ptr> rows;
  history_batch all; ///< what was handed over
  std::size_t batches = 0;

  metric_history_fixture() { settings.on_disk = true; }

  metric_history& begun() {
    if (!history)
      history.emplace(settings);
    return *history;
  }

  static container_ptr made(const std::string& name, const std::string& service = "") {
    auto c = std::make_shared<container>();
    c->id = name + "-id";
    c->name = name;
    c->status = container_status::running;
    if (!service.empty())
      c->labels = {
          {"com.docker.compose.project", "shop"},
          {"com.docker.compose.service", service},
          {"com.docker.compose.container-number", "1"}};
    return c;
  }

  /// c0, c1 and so on.
  static std::vector<container_ptr> made_many(int count) {
    std::vector<container_ptr> many;
    many.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
      many.push_back(made("c" + std::to_string(i)));
    return many;
  }

  void row_of(const container_ptr& who, engine_time at, double cpu) {
    auto s = std::make_shared<sample>();
    s->now.read_at = at;
    s->cpu_percent = cpu;
    rows.push_back(std::make_shared<const row>(row{who, s, at}));
  }

  /// Ends a round.
  void publish() {
    auto batch = begun().take(snapshot{++round, {}, std::exchange(rows, {})});
    if (!batch)
      return;
    ++batches;
    all.pieces.insert(all.pieces.end(), batch->pieces.begin(), batch->pieces.end());
    all.windows.insert(all.windows.end(), batch->windows.begin(), batch->windows.end());
    all.until = batch->until;
  }

  void sample_at(const container_ptr& who, engine_time at, double cpu) {
    row_of(who, at, cpu);
    publish();
  }

  /// A round each second, each with a reading of each of them.
  void sample_each_second(
      const std::vector<container_ptr>& all_of_them, std::chrono::seconds from,
      std::chrono::seconds until, double cpu = 1) {
    for (auto second = from; second < until; second += std::chrono::seconds{1}) {
      for (const auto& c : all_of_them)
        row_of(c, start + second, cpu);
      publish();
      CAF_REQUIRE(begun().bytes() <= settings.budget);
    }
  }

  /// The numbers of the windows that were handed over, which leave none between them out.
  std::set<std::uint32_t> unbroken_windows() const {
    std::set<std::uint32_t> numbers;
    for (const auto& window : all.windows)
      numbers.insert(window.number);
    CAF_REQUIRE(!numbers.empty());
    CAF_CHECK_EQUAL(numbers.size(), *numbers.rbegin() - *numbers.begin() + 1);
    return numbers;
  }

  metric_history::answer
  ask(const std::string& container, std::chrono::seconds from, std::chrono::seconds to,
      std::chrono::seconds step = {}) {
    return begun().ask({container, history_series::cpu, start + from, start + to, step});
  }

  static history_line line(const metric_history::answer& answer) {
    return answer.bins.line(answer.from, answer.to);
  }
};

} // namespace docker_monitor::model::test
