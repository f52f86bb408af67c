#pragma once

#include "model/container/container_table.hpp"

#include <chrono>
#include <optional>
#include <string>

/// One container and its table, for tests.
namespace docker_monitor::model::test {

using namespace std::chrono_literals;

inline constexpr auto id = "c1";

inline engine_time at(std::chrono::milliseconds ms) {
  return engine_time{1'000'000s + ms};
}

inline container running(std::chrono::milliseconds started) {
  container c;
  c.id = id;
  c.name = "web";
  c.image = "nginx";
  c.status = container_status::running;
  c.started_at = at(started);
  return c;
}

inline container
exited(std::chrono::milliseconds started, std::chrono::milliseconds finished, int exit_code) {
  auto c = running(started);
  c.status = container_status::exited;
  c.finished_at = at(finished);
  c.exit_code = exit_code;
  return c;
}

/// A table, and what it reports.
struct table_fixture {
  container_table table;
  table_changes changes;

  void apply(
      event_action action, std::chrono::milliseconds when, std::optional<int> number = {},
      alarm_origin origin = alarm_origin::live) {
    event e;
    e.container_id = id;
    e.name = "web";
    e.action = action;
    e.time = at(when);
    if (action == event_action::die)
      e.exit_code = number;
    if (action == event_action::kill)
      e.kill_signal = number;
    table.apply(e, origin, changes);
  }

  /// The transitions since the last call, such as "up down/137".
  std::string take() {
    std::string words;
    for (const auto& t : changes.transitions) {
      words += words.empty() ? "" : " ";
      words += to_string(t.kind);
      if (t.exit_code)
        words += "/" + std::to_string(*t.exit_code);
      if (t.stop_requested)
        words += "/asked";
      if (t.oom_seen)
        words += "/oom";
      if (t.engine_gone)
        words += "/engine";
      if (t.origin != alarm_origin::live)
        words += "/" + std::string{to_string(t.origin)};
    }
    changes = {};
    return words;
  }

  void adopt(const container& c) {
    table.adopt({c}, changes);
    take();
  }
};

} // namespace docker_monitor::model::test
