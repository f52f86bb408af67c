#pragma once

#include "model/alarm/alarm.hpp"
#include "sinks/sink.hpp"

#include <memory>
#include <string>
#include <vector>

/// Alarms in short, for tests.
namespace docker_monitor::sinks::test {

using model::alarm_kind;

inline model::alarm_ptr make_alarm(
    std::string id, std::string container, alarm_kind kind = alarm_kind::down,
    std::string closes = {}) {
  auto a = std::make_shared<model::alarm>();
  a->id = std::move(id);
  a->container_id = container;
  a->container_name = std::move(container);
  a->image = "nginx:1.25";
  a->kind = kind;
  a->closes = std::move(closes);
  a->time = model::engine_time{std::chrono::seconds{1'795'000'000}};
  return a;
}

/// Their ids, in one line.
inline std::string ids(const std::vector<model::alarm_ptr>& alarms) {
  std::string all;
  for (const auto& a : alarms)
    all.append(all.empty() ? "" : " ").append(a->id);
  return all;
}

/// Some failure.
inline model::failure refusal() {
  return {model::failure_code::refused, "not today"};
}

} // namespace docker_monitor::sinks::test
