#pragma once

#include "config/rule_file.hpp"
#include "model/rule/threshold_evaluator.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Samples and rules, for tests.
namespace docker_monitor::model::test {

using namespace std::chrono_literals;

inline const engine_time noon = *parse_rfc3339("2026-11-22T12:00:00Z");

inline rule_set rules_of(std::string_view text) {
  return config::parse_rules(text, "test").value();
}

inline constexpr auto cpu_rule = "[[rule]]\nname = \"busy cpu\"\nwhen = \"cpu.percent > 90\"\n"
                                 "for = \"30s\"\nclear = 80\nseverity = \"Minor\"\n";

/// A watch over rows that the test changes.
struct threshold_fixture {
  threshold_evaluator watch{rules_of(cpu_rule)};
  std::vector<alarm> out;
  threshold_evaluator::moment now{noon, threshold_evaluator::moment{}.steady + 1h};
  std::map<std::string, row> rows;
  engine_status engine;
  saved_states saved;

  threshold_fixture() {
    engine.list_received = true;
    engine.cores = 4;
    engine.memory_bytes = 1'000'000'000;
    add("c1", "web");
  }

  void add(const std::string& id, const std::string& name) {
    container c;
    c.id = id;
    c.name = name;
    c.image = "nginx:1";
    c.status = container_status::running;
    c.started_at = noon - 1h;
    rows[id].container = std::make_shared<const container>(std::move(c));
  }

  template <class Change>
  void change(const std::string& id, Change change) {
    auto c = *rows[id].container;
    change(c);
    rows[id].container = std::make_shared<const container>(std::move(c));
  }

  void wait(std::chrono::milliseconds time) {
    now.wall += time;
    now.steady += time;
  }

  void evaluate_round() {
    std::vector<row_ptr> shared;
    for (const auto& [id, row] : rows)
      shared.push_back(std::make_shared<const model::row>(row));
    watch.evaluate_round(snapshot{1, engine, std::move(shared)}, now, out);
  }

  void sample_of(const std::string& id, const sample& s) {
    rows[id].sample = std::make_shared<const sample>(s);
    rows[id].sampled_at = now.wall;
  }

  void cpu(std::optional<double> percent, std::chrono::milliseconds later = 1s) {
    wait(later);
    sample s;
    s.cpu_percent = percent;
    sample_of("c1", s);
    evaluate_round();
  }

  void memory(std::uint64_t used, std::uint64_t limit, std::chrono::milliseconds later = 5s) {
    wait(later);
    sample s;
    s.memory_working_set_bytes = used;
    s.now.memory_limit_bytes = limit;
    sample_of("c1", s);
    evaluate_round();
  }

  void restart(const rule_set& rules) {
    for (const auto& state : watch.take_unsaved()) {
      std::erase_if(saved, [&](const auto& old) { return old.key == state.key; });
      if (!state.text.empty())
        saved.push_back(state);
    }
    watch = threshold_evaluator{rules};
    for (const auto& state : saved)
      watch.restore(state).value(); // throws where it can't be read
  }

  /// The states of the alarms that were made since the last call.
  std::string sent_alarms() {
    std::string words;
    for (const auto& a : out)
      words += (words.empty() ? "" : " ") + std::string{to_string(a.state)};
    out.clear();
    return words;
  }
};

} // namespace docker_monitor::model::test
