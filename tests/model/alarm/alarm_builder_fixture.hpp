#pragma once

#include "model/alarm/alarm_builder.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

/// Transitions of one container and what is made of them, for tests.
namespace docker_monitor::model::test {

using namespace std::chrono_literals;

struct alarm_builder_fixture {
  static engine_time at(std::chrono::milliseconds ms) { return engine_time{1'000'000s + ms}; }

  static container
  facts_of(container_status status, std::optional<std::chrono::milliseconds> started) {
    container c;
    c.id = "c1";
    c.name = "web";
    c.status = status;
    if (started)
      c.started_at = at(*started);
    return c;
  }

  static transition make(
      alarm_kind kind, std::chrono::milliseconds time,
      std::optional<std::chrono::milliseconds> started, std::optional<int> exit_code = {}) {
    transition t;
    t.kind = kind;
    t.time = at(time);
    const bool down = kind == alarm_kind::down;
    t.container = std::make_shared<const container>(
        facts_of(down ? container_status::exited : container_status::running, started));
    t.exit_code = exit_code;
    return t;
  }

  alarm_builder builder;
  std::vector<alarm> out;
  alarm_builder::instant now{1s};

  void take(const transition& t) { builder.take(t, now, out); }

  std::string kinds() const {
    std::string words;
    for (const auto& a : out)
      words += (words.empty() ? "" : " ") + std::string{to_string(a.kind)};
    return words;
  }
};

} // namespace docker_monitor::model::test
